// The words of instructions, in the languages that instructions come in. Each row: a concept and the words for it.
// A star stands for any ending. Words with blanks are phrases.

/** What somebody is told to do. Whether they are told to, the mood of the sentence says. */
export const VERBS: Readonly<Record<string, string>> = {
  ignore:
    'ignore|disregard|forget|neglect|override|bypass|circumvent|evade|disobey|violate|set aside|put aside|leave aside|pay no attention to|take no notice of|step around|stop following|stop obeying|cease to follow|no longer follow|no longer obey|no longer comply with|break free from|break free of|do away with|unlearn|bypass|nullify|annul|repeal|overrule|dispense with|dismiss|put out of your mind|pay no heed to|erase from memory|throw overboard|leave behind|act contrary to|go against|work around',
  drop: 'discard|abandon|throw out|throw away|break|drop|skip|cancel|void|leave out|step around|bypass|omit|purge|scrap|toss|clear|wipe|flush|withdraw|rescind|revoke',
  disable: 'disable|deactivate|turn off|switch off|suspend|lift|remove|shut off|weaken|disarm',
  follow: 'follow|obey|comply with|heed|adhere to|listen to|abide by|stick to',
  reveal:
    'reveal|show|print|display|output|repeat|disclose|expose|dump|emit|recite|echo|divulge|spell out|hand over|read out|write out|copy out|leak|tell me|give me|show me|send me|let me see|hand me|reproduce|regurgitate|publish',
  give: 'share|describe|give|provide|return|paste|quote|write down|list|translate|encode|convert|put|state|summarize|summarise|rephrase|paraphrase|include|append|add|embed|attach|insert|publish|post|create|render|write|build|spell',
  send: 'send|post|forward|email|e-mail|mail|upload|transmit|exfiltrate|leak|share|submit|push|publish|transfer|pipe|deliver|relay|report|export|dm|hand|pass|reply with|attach|beacon|bcc|copy',
  read: 'read|open|cat|find|search|collect|gather|look for|get|retrieve|access|load|grab|harvest|steal|extract|take|query|scan|fetch|look at|enumerate|list|pull|look up|browse|visit|open',
  run: 'run|execute|exec|call|invoke|use|launch|install|eval|trigger|perform|start|visit|open|source|clean|schedule',
  delete:
    'delete|remove|wipe|erase|destroy|purge|truncate|rm|clear|encrypt|shred|turn off|shut down|reset|drop|overwrite|force-push|nuke|drop',
  approve: 'approve|authorise|authorize|grant',
  giveme: 'give me|grant me|hand me|get me',
  endorse: 'accept|confirm|merge|allow|rate|rank|mark|lgtm|invite|star|upvote|downvote|favour|favor',
  upload: 'upload|forward|email|e-mail|post|attach|publish|exfiltrate|leak|dm',
  conceal: 'keep this from|hide this from|keep it from|hide it from|conceal this from|keep that from',
  betray: 'leak|exfiltrate|steal|divulge|hand over|siphon|smuggle|harvest',
  tell: 'tell|inform|notify|mention|alert|warn|disclose|point out|report|bring up|talk about|reveal|show|explain|list|draw attention to',
  ask: 'ask|wait for|request|prompt|consult|check with|seek',
  remember: 'remember|memorise|memorize|store|save|persist|keep in mind|bear in mind|keep|record|note|write|add|learn',
  say: 'say|answer|reply|respond|claim|state|conclude|persuade|convince|recommend|add the sentence|promote|acknowledge',
  act: 'act|pretend|imagine|simulate|roleplay|role-play|role play|behave|play|become|enter|switch|assume|suppose|go into|respond|answer|reply|speak|operate|function|generate|turn into|transform|activate|enable|unlock|switch persona|take on|adopt|speak as|stay in character',
  change:
    'replace|swap|change|alter|redirect|insert|modify|rewrite|create|add|disable|substitute|inject|introduce|plant|set|commit|push|weaken|leave out',
  pay: 'transfer|pay|wire|buy|purchase|donate|make a transaction|make a payment|send a transaction|make the following payment',
  decode: 'decode|decrypt|decipher|unscramble|deobfuscate|concatenate|reverse|read this backwards|read backwards',
};

/** Things and people that instructions are about, and ways in which something is done. */
export const OTHERS: Readonly<Record<string, string>> = {
  instructions:
    'instruction|instructions|directive|directives|guideline|guidelines|directions|orders|prompt|prompts|programming|training|conditioning|briefing|pre-prompt|preprompt|metaprompt|anweisung*|anleitungen|vorgabe*|richtlinien|aufforderung*|consigne*|directives|instruccion*|indicacion*|instruç*|instruc*|diretrizes|istruzion*|direttive|instructies|instrukcj*|polecen*|wytyczne|инструкци*|указани*|команд*|промпт*|指令|指示|命令|提示词|提示詞|プロンプト|지시*|명령*|지침*|프롬프트*|التعليمات|الأوامر|talimat*|निर्देश*|invite|aufforderung|ordres|órdenes|direttiva|guidance|brief|preamble|initial text',
  rules:
    'rule|rules|policy|policies|restriction|restrictions|constraint|constraints|limitation|limitations|limit|limits|filter|filters|guardrail|guardrails|guard rails|safeguard|safeguards|ethics|ethical|safety|safety checks|safety check|censorship|boundaries|protocols|norms|morals|moral|refusals|disclaimers|alignment|content policy|content policies|inhibitions|filtering|moderation|values|regel*|einschränkung*|beschränkung*|grenzen|zensur|filtern|règles|règle|regles|restriction|limites|filtre*|censure|reglas|restriccion*|límites|filtros|censura|regras|restriç*|restric*|regole|restrizion*|regels|beperkingen|zasad*|ogranicze*|правил*|ограничени*|цензур*|规则|規則|限制|约束|ルール|制限|規則|규칙*|제한*|القواعد|القيود|kural*|kısıtlama*|नियम*|anständ*|sicherheitsregel*|фильтр*|monitoring|filtri|schranken|フィルター|过滤',
  prior:
    'previous|previously|prior|above|earlier|preceding|foregoing|initial|initially|original|originally|old|before|so far|existing|up to now|until now|past|former|vorherig*|vorig*|bisherig*|vorher|früher*|obig*|vorangegangen*|précédent*|precedent*|antérieur*|initial*|anterior*|previas|previos|prévias|precedenti|precedente|eerdere|vorige|poprzedni*|wcześniejsz*|предыдущ*|прежни*|之前的|之前|先前|以前の|以前|上面的|上面|上述|これまでの|これまで|上記の|今までの|前の|이전의|이전|지금까지*|위의|السابقة|önceki|पिछले|पूर्व',
  all: 'all|any|every|each|everything|whatever|anything|whole|entire|full|alle|alles|toutes|tous|tout|toda|todas|todos|todo|tutte|tutti|tutto|wszystkie|wszystko|все|всё|всех|所有的|所有|全部|一切|任何|すべての|すべて|全て|모든|모두|جميع|كل|tüm|सभी|jegliche*|aucun*|ninguna|ningún',
  your: "your|yours|you|you're|your own|the developer's|deine|deinen|deiner|dein|ihre|eure|tes|ton|ta|vos|votre|tus|tu|sus|su|teu|tuas|suas|seu|le tue|tue|tuo|jouw|je|twoje|свои|твои|ваши|своих|твой|你的|您的|あなたの|당신의",
  system:
    "system|systemic|hidden|secret|internal|developer|confidential|private|underlying|system-level|invisible|preloaded|versteckt*|geheim*|cachée|caché|cachées|secrète*|système|systeme|oculta*|oculto|secret*|sistema|secreta*|nascost*|segret*|системн*|скрыт*|секретн*|系统|系統|隐藏的|隐藏|秘密|内部|システム|隠された|시스템|النظام|sistem|सिस्टम|systemow*|verborgen|ukryt*|developer's|creators",
  sysprompt:
    'systemprompt*|system prompt|system prompts|system message|system messages|developer message|developer messages|initial prompt|original prompt|system instructions|initial instructions|initial prompts|system context|sysprompt|prompt système|prompt systeme|invite système|invite systeme|message système|prompt del sistema|mensaje del sistema|prompt di sistema|prompt do sistema|mensagem do sistema|systeemprompt|systemaufforderung|systemanweisung*|prompt systemowy|системный промпт|системную подсказку|системное сообщение|системные инструкции|系统提示词|系统提示|系统指令|系統提示|システムプロンプト|システムの指示|시스템 프롬프트*|시스템프롬프트*|موجه النظام|sistem istemini|sistem istemi|सिस्टम प्रॉम्प्ट',
  hiddenprompt:
    'hidden prompt|secret prompt|hidden instructions|secret instructions|hidden system instructions|hidden rules|secret rules|internal instructions|your instructions|your prompt|your guidelines|your initial instructions|your system prompt|hidden system prompt|internal rules|your rules|private rules|your hidden instructions|your directives|configuración secreta|instrucciones ocultas|geheimen anweisungen|geheime anweisungen|versteckten anweisungen|instructions secrètes|instructions cachées|скрытые инструкции|секретные инструкции|隐藏指令|内部指令|隐藏的指令|隠された指示|my instructions say|full prompt|confidential instructions|how you are configured|confidential rules|text that configures you|instructions that precede this conversation|your secret rules|your hidden rules|your original instructions|your hidden prompt|your secret instructions|your internal instructions|your internal rules',
  secretprompt:
    'your hidden instructions|your secret instructions|your internal instructions|your system prompt|your hidden rules|your secret rules|your internal rules|your hidden prompt|your initial instructions|your original instructions|your hidden system prompt|secret rules|hidden rules|hidden prompt|text that configures you|instructions that precede this conversation|context window|your developers wrote|your creators wrote|configures you|precedes this conversation|that precede this conversation|defines your behaviour|define your behaviour|exact wording of your',
  told: "you were told|you have been told|you've been told|you were given|you have been given|you've been given|you have received|you received|you've received|you were taught|you were instructed|you have learned|you know about yourself|you were asked|was dir gesagt wurde|dir vorher gesagt wurde|dir gesagt wurde|was du bisher|i said before|they told you|your developers told you|you learned before|were you told|were you given|have you been given|have you been told|you got|you were handed|you were shown|you were trained on|you were programmed with|placed on you|imposed on you|put on you|set for you|that bind you|your developers wrote|your creators wrote|your makers wrote|your developers gave you|your developers set",
  above:
    'everything above|all text above|all the text above|the words above|everything before|everything that stands before|everything written above|everything prior to|everything that precedes|before this conversation|before this message|before my first message|first words of your prompt|words of your prompt|beginning of the conversation|start of this conversation|very first token|above this line|the text before',
  void: "void|null and void|cancelled|canceled|superseded|obsolete|lifted|suspended|revoked|rescinded|overridden|no longer apply|no longer applies|no longer valid|no longer in effect|no longer in force|was a mistake|were a mistake|is over|turned off|disabled|switched off|are off|no longer bind you|does not apply|do not apply|is a decoy|expired|nicht mehr|取り消されました|作废|无效|больше не действуют|ne s'appliquent plus|ya no aplican|have no effect|deactivated|no longer part of|no longer binding|not binding|optional|merely suggestions|only suggestions|no longer needed|history",
  new: 'new|updated|revised|real|actual|true|only valid|correct|neue|neuen|nouvelle|nouvelles|nueva|nuevas|nuovo|nuove|nova|novas|новые|новая|新的|新しい',
  errand: 'request|requests|role|job|question|wants|wishes',
  task: 'task|tasks|goal|goals|mission|purpose|objective|objectives|operating policy',
  free: 'unrestricted|unfiltered|uncensored|jailbroken|unaligned|unbound|amoral|dan|do anything now|god mode|jailbreak mode|dan mode|unrestricted mode|sudo mode|evil mode|opposite mode|chaos mode|no-limits mode|rogue|ungefiltert|unzensiert|above the law|jailbreak|unfiltered persona|override mode',
  mode: 'developer mode|debug mode|admin mode|maintenance mode|sandbox mode|test mode|diagnostic mode|root mode|service mode',
  no: "no|without|zero|free of|free from|freed from|lacking|devoid of|never refuses|that ignores|ignoring|has no|have no|don't have|do not have|without any|ohne|keine|sans|sans aucune|sans aucun|sin|sem|senza|zonder|bez|без|没有任何|没有|不受任何|不再受|不受|のない|なし|無制限|없는|بدون|outside of|n'as aucune|n'avais aucune|n'a aucune|kein|keinerlei|no tienes|nessuna|nenhuma",
  unbound:
    'not bound by|no longer bound by|not have to abide by|no longer have to follow|not subject to|not have to follow|free from the typical confines|freed from the typical confines|not constrained by|exempt from',
  secrets:
    "passwords|credentials|secrets|private key|private keys|ssh key|ssh keys|keychain|environment variables|env vars|session cookies|cookies|seed phrase|seed phrases|wallet|card numbers|card number|access keys|customer data|user data|personal data|pii|customer table|customer emails|customer email|salaries|master key|private repositories|internal data|internal documents|confidential data|database credentials|production database|customer records|user records|database password|admin password|root password|read_secret|get_secret|auth tokens|refresh token|api keys|zugangsdaten|passwörter|geheimnisse|mots de passe|identifiants|contraseñas|credenciales|claves|senhas|credenciais|credenziali|пароль|пароли|пароля|паролей|секреты|密码|密钥|口令|凭证|パスワード|認証情報|비밀번호*|비밀|كلمات المرور|كلمة المرور|şifre*|पासवर्ड|stored credentials|canary|user's password|user's passwords|秘密鍵|私钥|秘密钥|root credentials|admin credentials|os.environ|process.env|printenv",
  secret:
    'password|passphrase|api key|apikey|api token|token|tokens|access token|auth token|secret key|secret|access key|credential|bank account|passwort|mot de passe|contraseña|senha|environment variable|github token',
  chat: 'conversation|conversation history|conversation so far|chat history|chat log|full conversation|last message|mailbox|inbox|sent mail|this thread|the thread|all files|all emails|all messages|all mails|summary of the chat history|chat encoded|everything in|courriels|correos|e-mails|emails',
  stuff:
    'files|file contents|contents|the contents|the content|output|data|workspace|git config|hostname|env|customer list|database|home directory|messages|contacts|documents|records|table|mails|user name|the database|result|results',
  user: "user|users|the human|human|the person|owner|the operator|reader|visitors|anyone|anybody|them|developer|the developer|programmer|colleague|benutzer|nutzer|anwender|utilisateur|l'utilisateur|usuario|usuário|utente|gebruiker|użytkownik*|пользовател*|用户|用戶|ユーザー|사용자|المستخدم|kullanıcı*|finance|customer",
  ai: "ai|llm|llms|language model|language models|large language model|assistant|assistants|ai assistant|ai assistants|ai agent|ai agents|ai model|ai models|coding assistant|coding assistants|coding agents|ai coding agents|ai coding assistants|agent|agents|chatbot|chatbots|bot|copilot|claude|gpt|chatgpt|gemini|cursor|codex|the model|the agent|the assistant|the ai|summarizer|summariser|reviewer-bot|ai reviewer|llm reviewer|any ai|any bot|any model|ki|ki-assistenten|ki-assistent|sprachmodell|das sprachmodell|assistant ia|l'ia|la ia|ia|ai助手|人工智能|ии|agent's|machine|colleague's ai|maintainer's bot|aiアシスタント|reviewer model|the reviewer model|ai reviewers|llm agents|automated agent|automated agents|crawler bots|dear model",
  outside:
    'external server|external endpoint|external address|webhook|web hook|my server|my email|my address|our server|third party|third parties|remote server|this address|this email|the following url|the following address|public gist|gist|pastebin|collector|attaquant|atacante|angreifer|злоумышленник*|unten genannte adresse|diese adresse|este correo|endereço|next url|the page below|a stranger|with me|to me|mir|moi|给我|发送给我|알려줘',
  evil: "attacker|attackers|hacker|evil|adversary|mallory|attacker's",
  quietly:
    "secretly|covertly|unnoticed|behind the user's back|keep this to yourself|hide the change|hide this|don't list it|without telling|without informing|without notifying|without mentioning|without alerting|without the user knowing|without their knowledge|so that nobody notices|as if nothing happened|keep this between us|keep it between us|between us|need not see|need not know|must not know|no need to inform|no need to tell|no need to mention|no need to bother|without comment|without explanation|no need to bother the user|does not need to know|don't post here that you did|ohne den nutzer zu informieren|ohne den benutzer zu informieren|heimlich|sag dem benutzer nichts|sag dem nutzer nichts|ne dis rien|sans le prévenir|sans prévenir|en silencio|no se lo digas|sin avisar|sin decirle|senza dire|senza informare|sem avisar|sem informar|не говори|не сообщай|тайно|незаметно|不要告诉|不要让用户知道|别告诉|偷偷|秘密地|知らせずに|こっそり|言わないで|몰래|알리지 말고|دون إخبار|without any notice",
  hush: "keep quiet about|say nothing|keep silent|stay silent about|stay quiet about|tell nobody|tell no one|keep it secret|keep this secret|keep it a secret|keep this a secret|mention nothing|hide it in the diff|when nobody is looking|while nobody is looking|without anyone noticing|nobody will notice|sag niemandem|erzähle niemandem|n'en parle à personne|no se lo cuentes a nadie|никому не говори|никому не рассказывай|誰にも言わず|别告诉任何人|不要告诉任何人",
  softly: 'silently|quietly|discreetly|stealthily|behind the scenes|in secret|in the background',
  noask:
    "without asking|without confirmation|without confirming|without approval|without permission|without consent|without review|without your usual|without looking at|no approval needed|no confirmation needed|no need to ask|need not ask|needn't ask|permission prompt|permission prompts|approval prompt|approval prompts|approval dialog|confirmation prompts|safety confirmation|without user approval|without prompting|without further confirmation|need not ask anyone|without needing approval|need not be asked|no approval|no confirmation|no sign-off|no need for approval|no need for the usual|no need for confirmation|sans demander|sans confirmation|ohne nachfrage|ohne zu fragen|ohne rückfrage|sin preguntar|sin confirmación|sin pedir confirmación|senza chiedere|sem perguntar|sem confirmar|без подтверждения|не спрашивая|无需确认|不经确认|確認なしで|confirmation dialogs|confirmation dialog|approval dialogs",
  approval: 'approvals|approval|confirmations|confirmation|human approval|human review',
  now: "from now on|from here on|from this point forward|from this point on|from this moment|henceforth|as of now|for all future conversations|in every chat|in all future|permanently|forever|every later session|later sessions|ab jetzt|ab sofort|à partir de maintenant|désormais|a partir de ahora|de ahora en adelante|从现在起|从现在开始|今から|これから|с этого момента|d'ora in poi|a partir de agora|지금부터|long-term memory|long term memory|your memory|permanent|persistent memory",
  whenever:
    'when|whenever|if|once|as soon as|after|wait until|each time|every time|the next time|on the next|on the third|at the start|at the end|while|before',
  rights:
    'full permission|full access|granted|authorized|authorised|consent|permanent consent|pre-cleared|pre-approved|preapproved|cleared|whitelisted',
  trust:
    'trusts|trusted|admin|administrator|an administrator|authorized|authorised|root|superuser|consent|permanent consent|permission|full permission|full access|admin access|root access|granted|cleared|pre-cleared|pre-approved|preapproved|whitelisted|verified|approved',
  othertool:
    'any other tool|other tools|any tool|other tool|another tool|this tool|any other search tool|every request|all mails|on every request|tool from any server',
  insteadof: 'instead of|in place of',
  param: 'parameter|argument|field|sidenote|auth_context|context argument|context',
  decoded: 'base64|base-64|rot13|rot-13|hex|hexadecimal|morse|morse code|binary|backwards|caesar',
  obey: 'obey|do what it says|follow it|execute it|run it|act on it|do it|execute the result|and execute|carry it out|execute after|after decoding|do a+b+c|then do',
  backdoor:
    'backdoor|back door|ransomware|keylogger|tracking pixel|reverse shell|rootkit|trojan|token check|permission check|security check',
  harm: 'weapons|bombs|a bomb|explosives|malware code|real malware|ransomware code|phishing mails|how to hack|how to kill',
  money:
    "money|funds|invoice|bank|payee|payee's|iban|eur|usd|account number|bank account number|transaction|payment|subscription",
};
