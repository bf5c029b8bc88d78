//! Given names that stand for each other: short forms, and one name in several spellings
//! or languages. Common knowledge, gathered for Kith; a line is a group.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::super::{is_slip, slips};

/// The first word is the full form; no line is about more than one name.
const GROUPS: &str = "\
robert rob bob bobby robbie robby bert roberto
william will bill billy willy willie liam wilhelm guillermo
richard rick rich dick ricky richie ricardo
james jim jimmy jamie jem jimmie
john jon johnny jack johnnie jonny ian
jonathan jon johnathan jonathon johnny nathan
joseph joe joey jo jose giuseppe josef
thomas tom tommy thom tomas
charles charlie chuck chas charley carlos karl carl
edward ed eddie ted teddy ned eduardo
edwin ed eddie
edmund ed eddie ned
theodore ted teddy theo
henry harry hank hal heinrich enrique
harold harry hal
michael mike mick mickey mikey micheal mikhail miguel michel
david dave davey davy davie
daniel dan danny dani
stephen steve steven stevie stefan stephan esteban
matthew matt matty mathew matthias mateo
anthony tony antony ant antonio
andrew andy drew andrei andreas andre andres
christopher chris kit topher kris cristopher kristopher
christian chris christiaan kristian cristian
nicholas nick nicky nic nicolas nikolas nikolai niko
alexander alex al sandy xander lex alec aleksander aleksandr alexandre alejandro sasha
benjamin ben benny benji
samuel sam sammy
gregory greg gregg
geoffrey geoff jeff jeffrey
jeffrey jeff geoff jeffery
kenneth ken kenny
ronald ron ronnie
donald don donnie donny
raymond ray raymundo
lawrence larry laurie lorenzo laurence
gerald gerry jerry
gerard gerry jerry gerardo
jeremy jerry jem jeremiah
francis frank fran frankie francisco
franklin frank frankie
frederick fred freddie freddy fritz frederic
alfred alf fred alfie alfredo
albert al bert bertie alberto
herbert herb bert
hubert hugh bert
arthur art artie arturo
walter walt wally
peter pete petey pedro pieter piotr
patrick pat paddy rick patricio
philip phil pip phillip philippe felipe
timothy tim timmy
terence terry terrence
vincent vince vinny vicente
victor vic viktor
leonard len lenny leo leonardo
louis lou louie lewis luis ludwig
lewis lew louis
zachary zach zack zac zachariah
joshua josh josue
jacob jake jack jakob
nathaniel nate nat nathan
nathan nate nat
martin marty martyn
douglas doug dougie
stanley stan
eugene gene
oliver ollie olly
maxwell max
maximilian max
dominic dom nick dominik
gabriel gabe gabby
isaac ike zac
abraham abe bram
bernard bernie bern barney
clifford cliff
clinton clint
cameron cam
curtis curt
kurt curt
desmond des
dennis den denny
derek del derrick
ernest ernie ernesto
graham gray graeme
george georgie jorge georg
harvey harv
jerome jerry
julian jules
malcolm mal
marcus mark marc
mark marc marco
neil neal niall
norman norm
oscar oskar
randolph randy
randall randy
reginald reg reggie
rodney rod
roderick rod
rudolph rudy
russell russ
simon si
sean shaun shawn
spencer spence
stuart stewart stu
sydney sid
tobias toby
trevor trev
wesley wes
winston win
elizabeth liz beth betty eliza lizzie betsy libby bess elisabeth lisa liza elsie ella lizbeth elspeth
margaret maggie meg peggy marge margie rita greta daisy margarita marguerite madge peg
katherine kate kathy katie kat kathryn catherine cathy cath kay kitty catharine katharine katrina kathleen katarina ekaterina
kathleen kathy kath kate katie
caitlin kate katie kaitlyn caitlyn katelyn kaitlin
patricia pat patty tricia trish patsy patti
barbara barb babs bobbie
susan sue susie suzie suzy susannah suzanne
susannah sue susie hannah susanna
jennifer jen jenny jenn jenni jenna
jessica jess jessie
deborah deb debbie debra debby
rebecca becky becca bec rebekah
victoria vicky tori vicki vickie viktoria
christine chris chrissy tina kristine christina christie
christina chris tina chrissy kristina christine
alexandra alex sandra sandy lexi alexa sasha aleksandra
cassandra cass cassie sandra
sandra sandy
samantha sam sammy
stephanie steph stef stefanie steffi stephany
jacqueline jackie jacqui jacquelyn
josephine jo josie jojo
joanna jo joanne johanna joan
joanne jo joanna
johanna jo hanna hannah
judith judy judi jude
theresa terry tess tessa teresa terri therese
dorothy dot dotty dottie dolly
eleanor ellie nell nora ella elinor eleonora lenore
helen nell ellen helena elena lena
florence flo flossie
frances fran frankie franny francesca
francesca fran frankie cesca
gertrude gertie trudy
gwendolyn gwen gwendoline
isabel izzy bella isabelle isabella isobel izabela
abigail abby gail abbie
amanda mandy
angela angie ange
ann anne anna annie nan nancy
anna ann anne annie ania anya ana hannah
annette ann annie nettie
beatrice bea trixie beatrix beatriz
bridget biddy bridie brigid brigitte
caroline carol carrie caro lynn karoline carolyn
carol carole caroline
charlotte charlie lottie char lotte carlotta
cynthia cindy
danielle dani danni
diana di diane dianne
emily em emmy millie emilie emilia
emma em emmy
erin eryn
evelyn eve evie evelin
eve eva evie
genevieve gen jenny viv
georgina georgie georgia gina
geraldine gerry geri
grace gracie
hannah hanna annie
harriet hattie harry
irene rene irina
jane janie janet jayne
janet jan janice
janice jan janis
jean jeanie jeanne
kimberly kim kimberley kimmy
laura laurie lori lauren
lauren laurie laura
leah lea lia
lillian lily lil lillie lilian
linda lindy lyn lynda
lucy lucille lucia lulu lucie
lucinda cindy lucy
madeline maddie madeleine maddy madelyn
marilyn mary lyn
marjorie marge margie
martha marty mattie marta
mary molly polly may mamie maria marie maryam
matilda tilly mattie tillie
maureen mo
melanie mel
melissa mel missy lissa
michelle shelly shell michele
mildred millie milly
miranda mandy randy
monica monika
natalie nat talia nathalie natalia
natasha tasha nat natalia
nicole nikki nicky nic nicola
nicola nikki nicky nic
olivia liv livvy ollie
pamela pam
penelope penny
philippa pip pippa
phyllis phyl
priscilla cilla prissy
rachel rach rachael rachelle raquel
roberta bobbie robbie
rosemary rose rosie romy
rose rosie rosa
sarah sara sally sadie
sharon shaz shari
shirley shirl
sophia sophie sofia sofie zofia
sylvia sylvie silvia
tabitha tabby
tamara tammy tam
valerie val
vanessa nessa
veronica ronnie vera roni weronika
virginia ginny ginger
vivian viv vivienne
winifred win winnie freddie
yvonne evonne
zoe zoey
mohammed mohamed muhammad mohammad mohamad mohamud mohd muhammed mohamet mohammod md mehmet mamadou
ahmed ahmad ahmet achmed
abdullah abdallah abdulla abdoulaye
abdul abdel abd
ali aly alee
hussein hussain husain hossein hussien husayn
hassan hasan hassen
omar umar omer
othman usman osman uthman
ibrahim ebrahim abraham ibraheem
ismail ismael esmail
yusuf yousef youssef yousuf yosef yusef joseph
mustafa mostafa moustafa mustapha
khalid khaled kaled
karim kareem
rashid rasheed rachid
said saeed sayed saied
tariq tarek tarik
fatima fatimah fatema fatma fatoumata
aisha ayesha aysha aicha aishah
khadija khadijah hadiza
zainab zaynab zeinab zeynep
maryam mariam miriam meryem
layla leila laila leyla
nur noor nour
yasmin yasmine jasmine jasmin yasmeen
sergey sergei serge sergio
dmitry dmitri dima dimitri dmitriy
yuri yury yuriy
vladimir volodymyr vova volodya
alexei alexey aleksey aleksei alyosha oleksiy
mikhail misha mykhailo
ivan vanya iwan
natalia natasha nataliya natalya
tatiana tanya tatyana tetiana
svetlana sveta
olga olha olya
ekaterina katya kateryna yekaterina
anastasia nastya anastasiya stacy
yulia julia yuliya iuliia juliya
oksana oxana
irina iryna ira
elena yelena olena lena
julia julie juliet giulia
francisco paco pancho frank
jose pepe joseph
ignacio nacho
manuel manny manolo
guadalupe lupe lupita
rosario charo
consuelo chelo
concepcion concha conchita
dolores lola
mercedes meche
jesus chuy
luis lucho
eduardo lalo edward
enrique quique henry
giovanni gianni nino vanni
giuseppe peppe beppe pino joseph
luigi gigi
francesco franco frank
wojciech wojtek
krzysztof krzys krzysiek
stanislaw staszek stas
malgorzata gosia margaret
katarzyna kasia
agnieszka aga
magdalena magda lena madeleine
elzbieta ela elizabeth
aleksandra ola
joanna asia
johannes hans johan john
wilhelm willi wim
friedrich fritz fred
heinrich heinz
ludwig lutz
gabriele gabi
susanne susi
ursula uschi uschy
xiaoming xiao-ming
siobhan shivaun shevaun
caoimhe keeva kiva
niamh neve neave
aoife eefa
sinead shinead
padraig patrick paraic
seamus james shamus
sean john
mairead margaret
priya priyanka
krishna krish
venkatesh venkat venky
subramaniam subbu subramanian
rajesh raj
rajendra raj
sanjay sanjeev
lakshmi laxmi
gurpreet gopi
harpreet harry
";

static NUMBERS: LazyLock<HashMap<&'static str, Vec<u16>>> = LazyLock::new(|| {
    let mut numbers: HashMap<&'static str, Vec<u16>> = HashMap::new();
    for (number, line) in (0_u16..).zip(GROUPS.lines()) {
        for name in line.split(' ') {
            numbers.entry(name).or_default().push(number);
        }
    }
    numbers
});

/// The groups that a folded given name is in, in rising order; none for a name that
/// stands for itself alone.
pub(super) fn groups(name: &str) -> &'static [u16] {
    NUMBERS.get(name).map_or(&[], Vec::as_slice)
}

/// Shorter words are one slip away from too many names.
const SLIP_LETTERS_MIN: usize = 5;

/// Each name under its forms with a letter left out, see [`slips`].
static SLIPPED: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut slipped: HashMap<String, Vec<&'static str>> = HashMap::new();
    for name in NUMBERS
        .keys()
        .filter(|name| name.len() >= SLIP_LETTERS_MIN - 1)
    {
        for form in slips(name) {
            slipped.entry(form).or_default().push(name);
        }
    }
    slipped
});

/// The groups of names that are one slip away from a word that is no name.
pub(super) fn groups_but_for_a_slip(word: &str) -> Vec<u16> {
    if word.len() < SLIP_LETTERS_MIN {
        return Vec::new();
    }
    let groups: BTreeSet<u16> = slips(word)
        .iter()
        .filter_map(|form| SLIPPED.get(form))
        .flatten()
        .filter(|name| is_slip(word, name))
        .flat_map(|name| groups(name))
        .copied()
        .collect();
    groups.into_iter().collect()
}
