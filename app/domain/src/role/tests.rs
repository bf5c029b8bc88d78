use super::*;

#[test]
fn the_permission_table_is_the_published_one() {
    let table: Vec<String> = Permission::ALL
        .into_iter()
        .map(|p| {
            let marks: String = Role::ALL
                .into_iter()
                .map(|r| if r.may(p) { 'x' } else { '-' })
                .collect();
            format!("{marks} {p:?}")
        })
        .collect();
    assert_eq!(
        table,
        [
            "xxx SeeToday",
            "xxx SeePatients",
            "xxx EditPatients",
            "xx- SeeNotes",
            "xxx Book",
            "xxx InviteUsers",
            "xxx ResolveRegistrations",
            "x-- UndoAnyMerge",
            "x-- Export",
            "xxx SetSafeguardingStop",
            "x-- LiftSafeguardingStop",
            "xx- OwnHours",
            "x-- AllHours",
            "x-- AgeRules",
            "x-- Team",
            "xxx MendMail",
        ]
    );
}

#[test]
fn a_role_is_read_back_as_written() {
    for role in Role::ALL {
        assert_eq!(Role::parse(role.as_str()), Some(role));
    }
    assert_eq!(Role::parse("Admin"), None);
    assert_eq!(Role::parse(""), None);
}
