// Verbs of other languages in the forms that tell somebody to do something, and phrases that no word order changes.

export const FORMS: Readonly<Record<string, string>> = {
  ignore:
    'ignoriere|ignorieren|ignoriert|vergiss|vergesst|vergessen sie|missachte|missachtet|umgehe|übergehe|ignorez|oublie|oubliez|oublier|néglige|négligez|contournez|ne tiens plus compte|ne tiens pas compte|ne tenez pas compte|ne tenez plus compte|ignora|ignoren|ignorad|olvida|olvide|olviden|haz caso omiso|haga caso omiso|no obedezcas|no sigas|desobedece|esqueça|esquece|desconsidere|dimentica|dimenticate|negeer|vergeet|zignoruj|zapomnij|pomiń|игнорируй*|проигнорируй*|забудь*|не подчиняйся|не следуй|не обращай внимания|忽略|无视|無視|忘记|忘掉|忘記|忘れ|不要遵守|不再遵守|别管|무시*|잊*|تجاهل|انس|انسَ|yok say|unut|अनदेखा|भूल*|desobedezca',
  reveal:
    'zeige|zeig|nenne|verrate|verrat|enthülle|gib|gebt|geben sie|affiche|affichez|montre|montrez|révèle|révélez|revele|revelez|donne|donnez|divulgue|divulguez|copiez|muestra|muestre|muéstrame|revela|dime|imprime|mostra|mostre|exiba|rivela|rivelate|mostrami|stampa|toon|onthul|pokaż|ujawnij|wyświetl|покажи*|выведи*|раскрой*|расскажи*|сообщи*|显示|输出|展示|告诉我|泄露|透露|打印|说出|表示し|表示して|教えて|出力し|見せて|公開し|출력*|보여*|알려*|공개*|اعرض|أظهر|اكشف|göster|yazdır|दिखा*|बता*',
  send: 'sende|sendet|schicke|schick|schickt|übermittle|übermittelt|leite|envoie|envoyez|envoyer|transfère|transférez|transmets|transmettez|envía|envia|envíe|enviar|manda|reenvía|envie|mande|invia|inoltra|inviate|stuur|wyślij|prześlij|отправь*|перешли*|пошли|发送|发给|传给|送信|送って|보내*|전송*|أرسل|gönder|भेज*|schickt ihren inhalt',
  disable:
    'deaktiviere|schalte|désactive|désactivez|desactiva|desactive|disattiva|desative|отключи*|выключи*|关闭|禁用|停用|無効に|비활성화*|wyłącz',
  read: 'lies|lest|lis|lisez|lee|lea|leia|leggi|lees|przeczytaj|прочитай*|读取|读出|読み|読んで|읽*',
  delete:
    'lösche|löscht|supprime|supprimez|efface|effacez|borra|borre|elimina|elimine|apague|apaga|cancella|verwijder|usuń|удали*|删除|清空|削除|삭제*|احذف|हटा*',
  run: 'führe|führt|exécute|exécutez|ejecuta|ejecute|esegui|voer|wykonaj|выполни*|запусти*|执行|运行|実行|실행*|utilise|utilisez|benutze|verwende|usa|utiliza|chama|chiama|rufe|appelle|appelez|调用',
  act: 'agiere|handle als|antworte|beantworte|agis|agissez|réponds|répondez|actúa|actúe|responde|responda|aja|atue|agisci|rispondi|отвечай*|действуй*|回答|答えて|行动|fais comme si|tu eres|stell dir vor|haz como si|fai finta|finge|притворись|представь|扮演|假装|のふりを',
  youare:
    "you are|you're|you are now|you will be|you will act|you must be|you become|you have|you've got|you be|you shall be|you don't have|you do not have|du bist|ihr seid|sie sind|tu es|vous êtes|eres|usted es|você é|tu és|sei|jij bent|je bent|jesteś|ты теперь|теперь ты|ты больше не|你是|你现在是|你不再|您是|你已经|あなたは|君は|당신은|너는|أنت|sen artık|in dieser rolle|an ai that|a character|an assistant",
  running:
    "you are running|you're running|you are using|you are on|you have to|you have a|you have an|you have the|you are in|you are not",
};
