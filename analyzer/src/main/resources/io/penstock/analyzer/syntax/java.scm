; Beside PMD's rules: what needs no types, and is seen even where the file does not compile.

;; java/empty-catch medium
;; The exception is caught and nothing is done about it.
;; bad
;; class A { void f() { try { load(); } catch (IOException e) { } } }
;; good
;; class A { void f() { try { load(); } catch (IOException e) { log(e); } } }
(catch_clause body: (block . "{" . "}" .)) @it

;; java/catch-throwable medium
;; Catches errors of the machine too, and what is to stop the program.
;; bad
;; class A { void f() { try { load(); } catch (Throwable t) { log(t); } } }
;; good
;; class A { void f() { try { load(); } catch (IOException e) { log(e); } } }
(catch_clause (catch_formal_parameter (catch_type (type_identifier) @t)) (#any-of? @t "Throwable" "Error")) @it

;; java/exit medium
;; Ends the whole process, with all that it does for others.
;; bad
;; class A { void f() { System.exit(1); } }
;; good
;; class A { void f() { throw new IllegalStateException(); } }
((method_invocation object: (identifier) @o name: (identifier) @n) @it (#any-of? @o "System" "Runtime") (#any-of? @n "exit" "halt"))

;; java/runtime-exec medium security
;; A command of a text is cut at its spaces, and runs what is hidden in it: use ProcessBuilder with a list.
;; bad
;; class A { void f() { Runtime.getRuntime().exec("ls " + folder); } }
;; good
;; class A { void f() { new ProcessBuilder("ls", folder).start(); } }
((method_invocation object: (method_invocation name: (identifier) @r) name: (identifier) @n) @it (#eq? @r "getRuntime") (#eq? @n "exec"))

;; java/sql-by-concatenation high security
;; SQL is put together of texts: whoever can write one of them can write SQL. Use parameters.
;; bad
;; class A { void f() { statement.executeQuery("SELECT * FROM users WHERE name = '" + name + "'"); } }
;; good
;; class A { void f() { connection.prepareStatement("SELECT * FROM users WHERE name = ?"); } }
((method_invocation name: (identifier) @n arguments: (argument_list . (binary_expression operator: "+") @sql)) @it (#any-of? @n "executeQuery" "executeUpdate" "execute" "prepareStatement" "createQuery" "createNativeQuery") (#match? @sql "^\"(?i:select|insert|update|delete|merge|with|call)\\b[\\s\\S]*[^\"+\\s]\\s*(\\+|$)"))

;; java/unsafe-deserialization medium security
;; Makes objects of any class that the data name: never do it with data of others.
;; bad
;; class A { void f() { new ObjectInputStream(in).readObject(); } }
;; good
;; class A { void f() { mapper.readValue(in, Order.class); } }
((object_creation_expression type: (type_identifier) @t) @it (#eq? @t "ObjectInputStream"))

;; java/weak-hash medium security
;; MD5 and SHA-1 are broken: use SHA-256, and for passwords a function made for them.
;; bad
;; class A { void f() { MessageDigest.getInstance("MD5"); } }
;; good
;; class A { void f() { MessageDigest.getInstance("SHA-256"); } }
((method_invocation object: (identifier) @o name: (identifier) @n arguments: (argument_list . (string_literal) @s)) @it (#eq? @o "MessageDigest") (#eq? @n "getInstance") (#any-of? @s "\"MD5\"" "\"MD2\"" "\"SHA1\"" "\"SHA-1\"" "\"SHA\""))

;; java/weak-cipher high security
;; DES, RC4 and ECB hide little: use AES/GCM/NoPadding.
;; bad
;; class A { void f() { Cipher.getInstance("AES/ECB/PKCS5Padding"); } }
;; good
;; class A { void f() { Cipher.getInstance("AES/GCM/NoPadding"); } }
((method_invocation object: (identifier) @o name: (identifier) @n arguments: (argument_list . (string_literal) @s)) @it (#eq? @o "Cipher") (#eq? @n "getInstance") (#match? @s "^\"[A-Za-z0-9]{1,20}(\"|/ECB)|^\"(DES|DESede|RC2|RC4|ARCFOUR|Blowfish)/"))

;; java/no-host-check high security
;; Every host is believed: anybody may answer in its place.
;; bad
;; class A { HostnameVerifier v = (host, session) -> true; }
;; good
;; class A { HostnameVerifier v = HttpsURLConnection.getDefaultHostnameVerifier(); }
((field_declaration type: (type_identifier) @t declarator: (variable_declarator value: (lambda_expression body: (true)))) @it (#eq? @t "HostnameVerifier"))
((local_variable_declaration type: (type_identifier) @t declarator: (variable_declarator value: (lambda_expression body: (true)))) @it (#eq? @t "HostnameVerifier"))
((method_invocation name: (identifier) @n arguments: (argument_list . (lambda_expression body: (true)))) @it (#any-of? @n "setHostnameVerifier" "setDefaultHostnameVerifier" "hostnameVerifier"))

;; java/compare-strings medium
;; Compares objects and not texts: use equals.
;; bad
;; class A { boolean f(String s) { return s == "yes"; } }
;; good
;; class A { boolean f(String s) { return "yes".equals(s); } }
(binary_expression operator: ["==" "!="] (string_literal)) @it

;; java/assignment-in-condition medium
;; Assigns where a comparison is expected.
;; bad
;; class A { void f() { if (a = b) { go(); } } }
;; good
;; class A { void f() { if (a == b) { go(); } } }
(if_statement condition: (parenthesized_expression . "(" . (assignment_expression) @it))

;; java/empty-statement low
;; A semicolon alone is all that is done.
;; bad
;; class A { void f() { if (ready); start(); } }
;; good
;; class A { void f() { if (ready) start(); } }
(if_statement consequence: ";" @it)
(for_statement body: ";" @it)

;; java/sleep info
;; Waits for a time instead of for what it needs.
;; bad
;; class A { void f() { Thread.sleep(1000); } }
;; good
;; class A { void f() { done.await(); } }
((method_invocation object: (identifier) @o name: (identifier) @n) @it (#eq? @o "Thread") (#eq? @n "sleep"))

;; java/public-mutable-field low
;; Everybody can change it.
;; bad
;; class A { public int count; }
;; good
;; class A { public final int count = 1; private int total; }
((field_declaration (modifiers) @m) @it (#match? @m "\\bpublic\\b") (#not-match? @m "\\bfinal\\b"))

;; java/finalizer medium
;; Nobody knows when it runs, or whether: use try-with-resources or a Cleaner.
;; bad
;; class A { protected void finalize() { close(); } }
;; good
;; class A { public void close() { } }
((method_declaration name: (identifier) @n parameters: (formal_parameters . "(" . ")" .)) @it (#eq? @n "finalize"))
