//! Names of people who come to a clinic, from the most usual on in each culture.

/// Names that go together.
pub(crate) struct Culture {
    /// Of a hundred families, so many.
    pub(crate) share: u64,
    pub(crate) women: &'static str,
    pub(crate) men: &'static str,
    pub(crate) families: &'static str,
    /// Beginnings and as many ends of rarer given names.
    pub(crate) rare: &'static str,
    /// Whether a family name is made of two.
    pub(crate) two_families: bool,
}

pub(crate) const CULTURES: [Culture; 10] = [
    Culture {
        share: 48,
        women: "mary elizabeth sarah margaret emma jennifer susan jessica olivia patricia linda barbara emily ashley charlotte amelia karen nancy lisa betty sandra kimberly donna michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia kathleen amy angela shirley anna ruth brenda pamela nicole katherine samantha christine catherine virginia debra rachel janet carolyn maria heather diane julie joyce victoria kelly christina joan evelyn lauren judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean alice abigail julia judy sophia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany marie kayla alexis lori zoe ella chloe freya poppy daisy imogen beatrice harriet georgina",
        men: "james robert john michael david william richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander frank patrick raymond jack dennis jerry tyler aaron jose adam nathan henry douglas zachary peter kyle noah ethan jeremy walter christian keith roger terry austin sean gerald carl harold dylan arthur lawrence jordan jesse bryan billy bruce gabriel joe logan albert willie alan eugene russell vincent philip bobby johnny bradley oliver harry archie leo freddie theo oscar edwin hugh graham nigel",
        rare: "al be cas da el fe ga han is jo ka lu ma ne or pe ro sa ti va bella dine ela fina gail horn ica jean kiah lyn mine nah ora phine rine sie tha ula vin wyn",
        families: "smith jones williams brown taylor davies evans wilson thomas roberts johnson lewis walker robinson wood thompson white watson jackson wright green harris cooper king lee martin clarke james morgan hughes edwards hill moore clark harrison scott young morris hall ward turner carter phillips mitchell patel adams campbell anderson allen cook bailey parker miller davis murphy price bell baker griffiths kelly simpson marshall collins bennett cox richardson fox gray rose chapman hunt robertson shaw reynolds lloyd ellis richards russell wilkinson khan graham stewart reid murray powell palmer holmes rogers stevens walsh hunter thomson matthews ross owen mason knight kennedy butler saunders cole pearce dean foster harvey hudson gibson mills berry barnes elliott chambers ford wells",
        two_families: false,
    },
    Culture {
        share: 8,
        women: "siobhan aoife niamh caoimhe sinead bridget maeve eileen fiona isla morag kirsty catriona shona mairead orla roisin deirdre",
        men: "seamus padraig liam connor declan callum angus hamish ewan fergus rory finn brendan cormac eoin niall donal alasdair",
        rare: "ai bri ca da eil fi gra ma or ro bhe dan in lin na nagh rin sa seach ven",
        families: "o'brien o'connor o'neill mcdonald mccarthy macleod mackenzie murphy kelly walsh byrne ryan o'sullivan doyle mcgregor fitzgerald gallagher o'reilly mckay mcintosh brennan quinn macpherson o'donnell mclaughlin",
        two_families: false,
    },
    Culture {
        share: 9,
        women: "maria carmen ana isabel laura lucia marta sofia valentina camila guadalupe rosa elena paula daniela gabriela beatriz pilar mercedes ximena",
        men: "jose juan carlos luis miguel antonio francisco javier alejandro diego manuel pedro jorge rafael fernando ricardo eduardo sergio andres pablo",
        rare: "al be da el fe gra ju le ma no ro so vi xi berto cela dalupe fina lia milo nando rina sario tin ver vio xana zalo",
        families: "garcía rodríguez martínez hernández lópez gonzález pérez sánchez ramírez torres flores rivera gómez díaz cruz morales ortiz gutiérrez chávez ramos ruiz mendoza alvarez jiménez castillo vásquez moreno romero muñoz núñez",
        two_families: true,
    },
    Culture {
        share: 7,
        women: "fatima aisha khadija zainab maryam layla nour yasmin amina salma hana rania samira huda leila sana noor iman",
        men: "mohammed ahmed ali omar hassan hussein ibrahim yusuf mustafa khalid karim abdullah tariq said bilal hamza rashid samir nabil adel",
        rare: "ab am az fa ha ja mah na ra sha zu dullah eena ira iya mal mood neen rooq sir yan zia",
        families: "khan ahmed hussain ali malik al-hassan el-masri haddad rahman abdi hassan sheikh mohamed al-sayed nasser mansour qureshi iqbal farah bin-said aziz hakim saleh jaber",
        two_families: false,
    },
    Culture {
        share: 8,
        women: "priya anjali deepa lakshmi sunita kavita neha pooja harpreet gurpreet simran meera asha divya shreya manpreet jasleen rani",
        men: "raj sanjay vijay anil sunil amit rahul ravi suresh rajesh harpreet gurpreet manpreet arjun krishna venkatesh deepak ashok vikram",
        rare: "am ar bal dal gur har jas kul man nav par raj sukh bir deep inder jeet jot leen mohan preet want veer dev",
        families: "singh patel kaur sharma kumar gupta shah reddy nair iyer gill sandhu dhillon grewal desai mehta joshi rao verma chopra banerjee mukherjee subramaniam krishnan",
        two_families: false,
    },
    Culture {
        share: 6,
        women: "li_na xiao_ming mei fang yan ying jing hui xiu_ying wei yu_ting jia_yi min hong lan ling yue qing",
        men: "wei jun ming jian hao lei tao yong bin peng zhi_wei jia_hao guo_qiang xiao_long feng gang kai chen",
        rare: "ai_ bao_ chun_ da_ fang_ guo_ hai_ hong_ jia_ li_ mei_ shu_ wen_ xue_ yi_ zhen_ an bo chao fei hua jie kun ling mei ning qi rong shan ting xin yun",
        families: "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin luo zheng wong chan leung cheung lau",
        two_families: false,
    },
    Culture {
        share: 4,
        women: "thi_mai thi_lan thi_hoa linh huong thu_ha ngoc_anh thi_minh phuong trang kim_anh thanh",
        men: "van_minh van_hung duc tuan quang minh_duc van_thanh hoang long anh_tuan huu_nghia nam",
        rare: "bao_ cam_ dinh_ gia_ hai_ khanh_ minh_ ngoc_ phuong_ quoc_ thanh_ tuong_ an bich chau dung giang hien khoa lam nhi phuc tam vy",
        families: "nguyễn trần lê phạm huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý",
        two_families: false,
    },
    Culture {
        share: 4,
        women: "agnieszka katarzyna małgorzata anna ewa olga natalia irina elena svetlana tatiana ekaterina yulia magdalena joanna zofia oksana",
        men: "piotr krzysztof andrzej tomasz wojciech paweł ivan sergei dmitry aleksandr vladimir mikhail yuri alexei stanisław jan",
        rare: "bo bro cze da dob lu mi mie ra sla sta wi goda gomir gosz laus mila mir munt nika rad sław styna wit",
        families: "nowak kowalski wiśniewski wójcik kowalczyk kamiński lewandowski zieliński szymański woźniak ivanov petrov smirnov kuznetsov popov volkov shevchenko kovalenko bondarenko łukaszewicz",
        two_families: false,
    },
    Culture {
        share: 4,
        women: "anna katharina ursula sabine claudia ingrid heike petra johanna femke sanne marieke greta annika björk",
        men: "hans peter klaus jürgen wolfgang stefan andreas jan pieter willem joost lars sven björn günther",
        rare: "al ber ed ger hel ing kat lie mar ro sieg wil borg eke fried gard hard helm linde lotte mar trud wig win",
        families: "müller schmidt schneider fischer weber meyer wagner becker schulz hoffmann de_vries van_den_berg van_dijk bakker jansen de_jong von_braun schröder köhler hansen nielsen van_der_meer",
        two_families: false,
    },
    Culture {
        share: 2,
        women: "chioma ngozi adaeze amara blessing funmilayo folake aisha abena akosua grace mercy comfort",
        men: "chinedu emeka oluwaseun tunde kwame kofi ikenna babatunde obinna emmanuel samuel joseph",
        rare: "ade ayo chi ife iky olu oye uch yaa eze bayo dinma fe kemi ma nna rinde sola tunde wale",
        families: "okafor adeyemi okonkwo mensah balogun eze owusu nwosu boateng abiodun ogunleye diallo traoré",
        two_families: false,
    },
];

/// What rarer family names are made of.
pub(crate) const BEGINNINGS: &str = "ash black brook brad burn car chat clay cran cross dal dun east fair farn glen gold hal har hazel hol kirk lang lind lock mar mel mid new nor oak pem pres rad red rock rush sel shel stan stock sut thorn tre wal war wes whit win wolf wyn";
pub(crate) const ENDINGS: &str = "bury by combe cott croft dale den field ford gate ham hurst land leigh ley low man mere mont more ridge shaw stead ston ter thorpe ton wald wall ward way well wick wood worth";

pub(crate) const STREETS: &str = "main church park high station victoria king queen mill elm oak maple cedar pine chestnut willow lakeview hillside spring river bridge school college market north south east west albert george william wellington dundas bloor spadina bathurst yonge kingsway highland meadow orchard sunset forest valley garden birch walnut poplar ridgeway grange manor abbey castle priory windmill harbour shore beach bay ocean laurier champlain cartier papineau sherbrooke brunswick gottingen agricola robie barrington quinpool tower morris inglis almon young lady_hammond bayers connaught oxford cambridge windsor chebucto norwood jubilee coburg larch henry vernon preston seymour edward lemarchant";
pub(crate) const KINDS: [[&str; 2]; 8] = [
    ["Street", "St"],
    ["Road", "Rd"],
    ["Avenue", "Ave"],
    ["Drive", "Dr"],
    ["Lane", "Ln"],
    ["Court", "Ct"],
    ["Crescent", "Cres"],
    ["Place", "Pl"],
];
pub(crate) const TOWNS: &str = "halifax dartmouth bedford sackville truro amherst windsor kentville wolfville bridgewater lunenburg yarmouth sydney glace_bay antigonish new_glasgow stellarton pictou digby middleton berwick hantsport enfield elmsdale";
pub(crate) const PROVIDERS: [&str; 8] = [
    "gmail.com",
    "hotmail.com",
    "yahoo.com",
    "outlook.com",
    "icloud.com",
    "eastlink.ca",
    "bellaliant.net",
    "proton.me",
];

/// What people are called: the name first.
pub(crate) const CALLED: &str = "robert bob rob bobby|william bill will billy liam|richard rick dick rich|james jim jimmy jamie|john jack johnny|joseph joe joey|thomas tom tommy|charles charlie chuck|christopher chris|daniel dan danny|matthew matt|anthony tony|steven steve|stephen steve|andrew andy drew|joshua josh|kenneth ken kenny|edward ed ted eddie|timothy tim|ronald ron|jeffrey jeff|jacob jake|nicholas nick|jonathan jon|benjamin ben|samuel sam|gregory greg|alexander alex sandy|patrick pat paddy|raymond ray|zachary zach|peter pete|henry harry hank|lawrence larry|michael mike mick|david dave|elizabeth liz beth betty lizzie|margaret maggie meg peggy|jennifer jen jenny|susan sue susie|jessica jess|patricia pat trish patty|barbara barb|deborah deb debbie|rebecca becky becca|katherine kate katie kathy|catherine cathy kate|kathleen kathy|christine chris chrissy|samantha sam|victoria vicky tori|stephanie steph|pamela pam|theresa terry tess|teresa terry tess|jacqueline jackie|cynthia cindy|kimberly kim|amanda mandy|abigail abby|isabella bella izzy|charlotte charlie lottie|francisco paco pancho|jose pepe|alejandro alex|guadalupe lupe|mercedes meche|eduardo lalo|sergei serge|dmitry dima|aleksandr sasha alex|mikhail misha|katarzyna kasia|małgorzata gosia|tatiana tanya|ekaterina katya|natalia natasha|wojciech wojtek|krzysztof krzys";
/// One name in several spellings.
pub(crate) const SPELT: &str = "mohammed muhammad mohamed mohammad mohamad|ahmed ahmad ahmet|hussein hussain husain|hassan hasan|yusuf yousef youssef|omar umar|ibrahim ebrahim|khalid khaled|fatima fatimah fatema|aisha ayesha aysha|zainab zaynab|layla leila laila|sergei sergey|alexei alexey aleksey|yuri yury|yulia julia|smith smyth smythe|thompson thomson|stevens stephens|clark clarke|reid reed read|green greene|brown browne|philips phillips|catherine katherine kathryn|sarah sara|ann anne|stephen steven|jeffrey geoffrey|müller mueller muller|schröder schroeder|meyer meier mayer|macdonald mcdonald|hussain hussein|rahman rehman|nguyễn nguyen|wong huang|chan chen|lee li";
