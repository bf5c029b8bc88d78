use super::*;

#[test]
fn each_path_has_its_door() {
    for (path, expected) in [
        ("/", Door::Open),
        ("/book", Door::Open),
        ("/book/h/0190/who", Door::Open),
        ("/book/h/0190/check", Door::Account),
        ("/book/done/0190", Door::Account),
        ("/appointments", Door::Account),
        ("/appointments/", Door::Account),
        ("//appointments", Door::Account),
        ("/appointments/0190/calendar.ics", Door::Account),
        ("/home", Door::Account),
        ("/homework", Door::Open),
        ("/me", Door::Account),
        ("/me/prove/code", Door::Account),
        ("/me/display", Door::Open),
        ("/me/display/more", Door::Account),
        ("/means", Door::Open),
        ("/me/password", Door::Account),
        ("/recover", Door::Open),
        ("/sign-up", Door::Open),
        ("/staff", Door::Staff),
        ("/staff/", Door::Staff),
        ("/staff//log-in-else", Door::Staff),
        ("/staff/anything/at/all", Door::Staff),
        ("/staff/log-in", Door::Open),
        ("/staff/password", Door::Open),
        ("/staff/password/abc", Door::Open),
        ("/%73taff", Door::Staff),
        ("/staff%2Flog-in", Door::Open),
        ("/staff%2Ftoday", Door::Staff),
        ("/staffroom", Door::Open),
    ] {
        assert_eq!(door(path), expected, "{path}");
    }
}
