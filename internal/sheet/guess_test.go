package sheet

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// lists are rows as people have them, by language. The first is the header.
var lists = map[string][]string{
	"simplified": {
		"域名,注册人,联系人,省份,城市,地址,邮编,电话",
		"example-a.cn,北京晨光信息技术有限公司,张伟,北京市,海淀区,中关村大街27号1101室,100080,010-62510000",
		"example-b.cn,上海浦东发展贸易有限公司,王芳,上海市,浦东新区,世纪大道100号,200120,021-50100000",
		"example-c.com,深圳市腾达网络科技股份有限公司,李娜,广东省,深圳市,南山区科技园北区,518057,0755-86010000",
		"example-d.com,杭州西湖区某某文化传媒有限公司,刘洋,浙江省,杭州市,文三路90号东部软件园,310012,0571-88100000",
		"example-e.net,成都锦江机电设备厂,陈静,四川省,成都市,人民南路四段3号,610041,028-85200000",
		"example-f.net,武汉大学,杨帆,湖北省,武汉市,珞珈山,430072,027-68750000",
		"example-g.cn,南京雨润食品有限公司,赵敏,江苏省,南京市,雨润路10号,210041,025-52200000",
		"example-h.cn,西安曲江旅游投资(集团)有限公司,黄磊,陕西省,西安市,雁塔区慈恩路,710061,029-85500000",
		"example-i.cn,重庆嘉陵摩托车销售部,周杰,重庆市,沙坪坝区,双碑,400032,023-65190000",
		"example-j.cn,哈尔滨冰雪大世界,吴倩,黑龙江省,哈尔滨市,松北区,150028,0451-88190000",
	},
	"traditional": {
		"網域名稱,註冊人,聯絡人,縣市,地址,郵遞區號,電話",
		"example-a.tw,範例科技股份有限公司,陳怡君,台北市,信義區信義路五段7號,110,02-81010000",
		"example-b.tw,宏達國際電子股份有限公司,林志豪,桃園市,桃園區興華路23號,330,03-3750000",
		"example-c.com.tw,高雄港物流有限公司,黃淑芬,高雄市,鼓山區蓬萊路10號,804,07-5330000",
		"example-d.hk,香港九龍巴士有限公司,李嘉欣,香港,九龍荔枝角寶輪街1號,,2745 0000",
		"example-e.tw,鼎泰豐小吃店,楊紀華,台北市,信義路二段194號,106,02-23210000",
		"example-f.tw,國立臺灣大學,張雅婷,臺北市,羅斯福路四段1號,106,02-33660000",
		"example-g.tw,阿里山茶葉生產合作社,吳建宏,嘉義縣,阿里山鄉中正村,605,05-2670000",
		"example-h.tw,墾丁海洋休閒事業,劉俊傑,屏東縣,恆春鎮墾丁路,946,08-8860000",
		"example-i.tw,新竹風城資訊,蔡佩珊,新竹市,光復路二段101號,300,03-5710000",
		"example-j.tw,花蓮慈濟醫院,許文龍,花蓮縣,中央路三段707號,970,03-8560000",
	},
	"japanese": {
		"ドメイン名,会社名,担当者,都道府県,住所,郵便番号,電話番号",
		"example-a.jp,株式会社サンプル,山田太郎,東京都,千代田区丸の内1-1-1,100-0005,03-1234-0000",
		"example-b.jp,有限会社さくら商店,佐藤花子,京都府,京都市左京区吉田本町,606-8501,075-753-0000",
		"example-c.jp,大阪ガス株式会社,鈴木一郎,大阪府,大阪市中央区平野町4丁目,541-0046,06-6202-0000",
		"example-d.jp,札幌ビール園,高橋健,北海道,札幌市東区北7条東9丁目,065-0007,011-742-0000",
		"example-e.jp,横浜国立大学,田中美咲,神奈川県,横浜市保土ケ谷区常盤台,240-8501,045-339-0000",
		"example-f.jp,名古屋鉄道,伊藤誠,愛知県,名古屋市中村区名駅1丁目,450-8501,052-588-0000",
		"example-g.jp,合同会社ひかり,渡辺直美,福岡県,福岡市博多区博多駅前,812-0011,092-431-0000",
		"example-h.jp,沖縄観光サービス,比嘉翔,沖縄県,那覇市おもろまち,900-0006,098-862-0000",
		"example-i.jp,仙台七夕まつり協賛会,小林勇,宮城県,仙台市青葉区,980-0811,022-265-0000",
		"example-j.jp,広島東洋カープ,加藤舞,広島県,広島市南区南蟹屋,732-8501,082-554-0000",
	},
	"korean": {
		"도메인,회사명,담당자,시도,주소,우편번호,전화",
		"example-a.kr,주식회사 예제,김민수,서울특별시,강남구 테헤란로 152,06236,02-2112-0000",
		"example-b.kr,한국전자통신연구원,이서연,대전광역시,유성구 가정로 218,34129,042-860-0000",
		"example-c.kr,부산항만공사,박지훈,부산광역시,중구 충장대로 9,48943,051-999-0000",
		"example-d.kr,제주관광개발,최유진,제주특별자치도,제주시 연동,63125,064-740-0000",
		"example-e.kr,대구은행,정하늘,대구광역시,수성구 달구벌대로,42123,053-756-0000",
		"example-f.kr,광주과학기술원,강도윤,광주광역시,북구 첨단과기로,61005,062-715-0000",
		"example-g.kr,인천국제공항,조은비,인천광역시,중구 공항로 424번길,22382,032-741-0000",
		"example-h.kr,수원시청,윤재호,경기도,수원시 팔달구 효원로,16490,031-228-0000",
		"example-i.kr,강릉커피협동조합,장미란,강원도,강릉시 경강로,25535,033-640-0000",
		"example-j.kr,전주비빔밥축제,임꺽정,전라북도,전주시 완산구,54999,063-281-0000",
	},
	"french": {
		"domaine,société,contact,ville,adresse,téléphone",
		"example-a.fr,Société Générale de Peinture,Hélène Lefèvre,Orléans,12 rue de la République,+33 238000000",
		"example-b.fr,Crêperie du Château,François Gérard,Angers,3 place de l'Église,+33 241000000",
		"example-c.fr,Boulangerie Noël & Fils,Zoé Müller,Besançon,1 allée des Chênes,+33 381000000",
		"example-d.fr,Forêt d'Argent,Jérôme Côté,Nîmes,8 boulevard Gambetta,+33 466000000",
		"example-e.fr,L’Atelier Numérique,Anaïs Durand,Lyon,25 cours Lafayette,+33 472000000",
	},
	"german": {
		"Domain,Firma,Ansprechpartner,Ort,Straße,Telefon",
		"example-a.de,Müller & Söhne GmbH,Jürgen Groß,München,Königstraße 5,+49 89000000",
		"example-b.de,Bäckerei Schäfer,Käthe Weiß,Köln,Am Römerturm 3,+49 221000000",
		"example-c.de,Büro für Städtebau,Jörg Bühler,Nürnberg,Fürther Straße 12,+49 911000000",
	},
	"spanish": {
		"dominio,compañía,contacto,ciudad,dirección,teléfono",
		"example-a.es,Construcciones Ibáñez,José Muñoz,Málaga,Calle de Alcalá 1,+34 952000000",
		"example-b.es,Telecomunicación Avanzada,María Peña,Logroño,Plaza España 4,+34 941000000",
		"example-c.mx,Café El Niño,Raúl Gutiérrez,México,Avenida Juárez 70,+52 5500000000",
	},
	"swedish": {
		"domän,företag,kontakt,ort,gata,telefon",
		"example-a.se,Åkeri & Spår AB,Östen Sjöberg,Malmö,Södra Förstadsgatan 2,+46 40000000",
		"example-b.se,Västkustens Trä,Märta Åström,Göteborg,Järntorget 1,+46 31000000",
	},
	"polish": {
		"domena,firma,osoba,miasto,ulica,telefon",
		"example-a.pl,Spółka Złota Gęś,Łukasz Wiśniewski,Łódź,ulica Piękna 3,+48 420000000",
		"example-b.pl,Zakład Usług Śląsk,Małgorzata Wójcik,Gdańsk,Długa 7,+48 580000000",
	},
	"czech": {
		"doména,firma,kontakt,město,ulice,telefon",
		"example-a.cz,Příbramské strojírny,Jiří Dvořák,Plzeň,Náměstí Republiky 1,+420 377000000",
		"example-b.cz,Zahradnictví Růže,Věra Nováčková,Žďár,Příční 12,+420 566000000",
	},
	"russian": {
		"домен,компания,контакт,город,адрес,телефон",
		"example-a.ru,ООО Ромашка,Иван Петров,Москва,улица Ленина 5,+7 4950000000",
		"example-b.ru,Завод Прогресс,Анна Смирнова,Казань,Кремлёвская улица,+7 8430000000",
	},
	"greek": {
		"τομέας,εταιρεία,επαφή,πόλη,διεύθυνση",
		"example-a.gr,Ελληνικά Τρόφιμα,Γιώργος Παπαδόπουλος,Αθήνα,Ερμού 5",
		"example-b.gr,Ναυτιλία Αιγαίου,Μαρία Κώστα,Πειραιάς,Ακτή Μιαούλη 2",
	},
	"turkish": {
		"alan adı,şirket,kişi,şehir,adres",
		"example-a.tr,Doğan Gıda Sanayi,Ayşe Yılmaz,İstanbul,Bağdat Caddesi 5",
		"example-b.tr,Güneş Tekstil,Çağlar Öztürk,İzmir,Kordonboyu 2",
	},
}

// encodingsOf lists the encodings of each list.
var encodingsOf = map[string][]string{
	"simplified": {GB18030}, "traditional": {Big5, GB18030}, "japanese": {ShiftJIS, EUCJP}, "korean": {EUCKR},
	"french": {Windows1252, "Mac Roman"}, "german": {Windows1252, "IBM850", "Mac Roman"}, "spanish": {Windows1252}, "swedish": {Windows1252},
	"polish": {"Windows-1250", "ISO-8859-2"}, "czech": {"Windows-1250", "ISO-8859-2"}, "russian": {"Windows-1251", "KOI8-R", "IBM866"}, "greek": {"Windows-1253"}, "turkish": {"Windows-1254"},
}

// A list of three lines or more is read in its encoding without being told,
// whichever of the lines it has, and the guess is said to be one.
func TestGuess(t *testing.T) {
	for language, list := range lists {
		for _, encoding := range encodingsOf[language] {
			cs, err := lookup(encoding)
			if err != nil {
				t.Fatal(err)
			}
			for size := 3; size <= len(list); size++ {
				for from := 0; from+size <= len(list); from++ {
					t.Run(fmt.Sprintf("%s %s lines %d to %d", language, encoding, from+1, from+size), func(t *testing.T) {
						text := strings.Join(list[from:from+size], "\r\n") + "\r\n"
						b := openText(t, cs.encode(text))
						if f := b.Format(); f.Encoding != encoding || !f.Guessed {
							t.Errorf("format %+v", f)
						}
						if got := string(b.text.body); got != text {
							t.Errorf("text is %q, want %q", got, text)
						}
					})
				}
			}
		}
	}
}

// A single line may be too little, but is never read in a wrong encoding.
func TestGuessOfLittle(t *testing.T) {
	for language, list := range lists {
		for _, encoding := range encodingsOf[language] {
			cs, err := lookup(encoding)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range list {
				for _, cell := range append(strings.Split(line, ","), line) {
					b, err := Open("little.csv", cs.encode("a,b\n"+cell+",x\n"), Options{})
					if err != nil {
						continue
					}
					if got := string(b.text.body); got != "a,b\n"+cell+",x\n" {
						t.Errorf("%s in %s: %q is read as %q in %s", language, encoding, cell, got, b.Format().Encoding)
					}
				}
			}
		}
	}
}

// Little text may be refused, with the right encoding or without, but is never
// read in a wrong one; repeating it makes it no surer.
func TestRepeatingTellsNothing(t *testing.T) {
	texts := map[string][]string{
		GB18030:        {"王珺", "李喆", "张珩", "镕", "囍宝", "朱镕基"},
		Big5:           {"許功蓋", "台北", "鴻海"},
		ShiftJIS:       {"ﾔﾏﾀﾞ", "ソニー", "表示能力", "山田太郎"},
		EUCKR:          {"서울", "김철수"},
		Windows1252:    {"Zoë", "Søren", "Ölçü", "Þórsgata", "Müller GmbH München"},
		"Windows-1250": {"Szőlősi Bt., Fő utca", "Kovács és Társa Győr", "Łódź", "Žiga Krašovec"},
		"Windows-1251": {"Газпром", "Иванов"},
		"Windows-1254": {"İstanbul Şirketi"},
		"Windows-874":  {"บริษัท", "สมชาย"},
		"ISO-8859-2":   {"Łódź Škoda", "Małgorzata Dąbrowska", "Žiga Krašovec"},
		"KOI8-R":       {"ООО Ромашка", "Газпром"},
		"IBM866":       {"Газпром", "ООО Ромашка"},
		"IBM850":       {"Müller", "Jürgen Groß"},
		"IBM437":       {"José García"},
		"Mac Roman":    {"Müller GmbH München", "José García", "Jürgen Groß"},
	}
	for encoding, cells := range texts {
		for _, cell := range cells {
			var all []bool
			for _, times := range []int{1, 5, 60, 1000} {
				text := "Domain,Company\n" + strings.Repeat("a.com,\""+cell+"\"\n", times)
				b, err := Open("r.csv", encoded(t, encoding, text), Options{})
				all = append(all, err == nil)
				if err == nil && string(b.text.body) != text {
					t.Errorf("%s in %s is read as %q in %s", cell, encoding, readAll(t, b.Tables()[0])[1].Cells[1], b.Format().Encoding)
				}
			}
			if slices.Contains(all, true) && slices.Contains(all, false) {
				t.Errorf("%s in %s is read, or not, by how often it stands there: %v", cell, encoding, all)
			}
		}
	}
}

// What tells the encoding is found behind any length of what does not.
func TestGuessBehindMuch(t *testing.T) {
	list := strings.Join(lists["french"], "\n")
	for _, lineEnd := range []string{"\n", "\r"} {
		text := strings.ReplaceAll("a,b\n"+strings.Repeat("example.com,plain text\n", 10_000)+list, "\n", lineEnd)
		if f := openText(t, encoded(t, Windows1252, text)).Format(); f.Encoding != Windows1252 {
			t.Errorf("format %+v", f)
		}
		wide := "a," + strings.Repeat(",", 100_000) + "b" + lineEnd + strings.Repeat(",", 100_000) + strings.ReplaceAll(list, "\n", lineEnd)
		if f := openText(t, encoded(t, Windows1252, wide)).Format(); f.Encoding != Windows1252 {
			t.Errorf("format %+v", f)
		}
	}
}
