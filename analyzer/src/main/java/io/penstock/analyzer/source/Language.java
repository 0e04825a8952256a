package io.penstock.analyzer.source;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a file is written in. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are List.of
public enum Language {
    JAVA(Lexis.C_WITH_BLOCKS, true, "java"),
    PYTHON(Lexis.PYTHON, true, "py", "pyi", "pyw"),
    JAVASCRIPT(Lexis.C_WITH_TEMPLATES, true, "js", "mjs", "cjs", "jsx"),
    TYPESCRIPT(Lexis.C_WITH_TEMPLATES, true, "ts", "mts", "cts"),
    TSX(Lexis.C_WITH_TEMPLATES, true, "tsx"),
    GO(Lexis.C_WITH_TEMPLATES, true, "go"),
    KOTLIN(Lexis.C_WITH_BLOCKS, true, "kt", "kts"),
    SCALA(Lexis.C_WITH_BLOCKS, true, "scala"),
    GROOVY(Lexis.C_WITH_BLOCKS, true, "groovy", "gradle"),
    C(Lexis.C, true, "c", "h"),
    CPP(Lexis.C, true, "cc", "cpp", "cxx", "hpp", "hh"),
    CSHARP(Lexis.C, true, "cs"),
    SWIFT(Lexis.C_WITH_BLOCKS, true, "swift"),
    RUST(Lexis.RUST, true, "rs"),
    PHP(Lexis.PHP, true, "php"),
    RUBY(Lexis.HASH, true, "rb"),
    PERL(Lexis.HASH, true, "pl", "pm"),
    SHELL(Lexis.HASH, true, "sh", "bash", "zsh"),
    SQL(Lexis.SQL, true, "sql"),
    TERRAFORM(Lexis.PHP, false, "tf", "tfvars"),
    CSS(Lexis.C, false, "css", "scss", "less"),
    HTML(Lexis.MARKUP, false, "html", "htm", "vue", "svelte"),
    XML(Lexis.MARKUP, false, "xml", "xsd", "svg"),
    YAML(Lexis.HASH, false, "yml", "yaml"),
    TOML(Lexis.HASH, false, "toml"),
    PROPERTIES(Lexis.HASH, false, "properties", "env", "ini", "cfg", "conf"),
    DOCKERFILE(Lexis.HASH, false, "dockerfile"),
    MAKEFILE(Lexis.HASH, false, "mk"),
    JSON(Lexis.NO_COMMENTS, false, "json"),
    MARKDOWN(Lexis.NO_COMMENTS, false, "md"),
    TEXT(Lexis.NO_COMMENTS, false, "txt");

    private final Lexis lexis;
    private final boolean program;
    private final List<String> endings;

    Language(Lexis lexis, boolean program, String... endings) {
        this.lexis = lexis;
        this.program = program;
        this.endings = List.of(endings);
    }

    /** As it is written in JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Language> find(String label) {
        return Stream.of(values())
                .filter(language -> language.label().equals(label))
                .findFirst();
    }

    /** Whether programs are written in it, in contrast to data and texts. */
    public boolean isProgram() {
        return program;
    }

    Lexis lexis() {
        return lexis;
    }

    /** By its name, or by the program that its first line names. */
    public static Language of(String path, String firstLine) {
        var name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (name.startsWith("dockerfile") || name.startsWith("containerfile")) {
            return DOCKERFILE;
        } else if (name.equals("makefile") || name.equals("gnumakefile")) {
            return MAKEFILE;
        } else if (name.startsWith(".env")) {
            return PROPERTIES;
        }
        var ending = name.substring(name.lastIndexOf('.') + 1);
        return Stream.of(values())
                .filter(language -> language.endings.contains(ending) && name.contains("."))
                .findFirst()
                .orElseGet(() -> ofProgram(firstLine));
    }

    private static Language ofProgram(String firstLine) {
        if (!firstLine.startsWith("#!")) {
            return TEXT;
        }
        var words = firstLine.substring(2).strip().split("[\\s/]+", 20);
        for (var word : words) {
            if (word.startsWith("python")) {
                return PYTHON;
            } else if (word.equals("node") || word.equals("deno") || word.equals("bun")) {
                return JAVASCRIPT;
            } else if (word.equals("ruby")) {
                return RUBY;
            } else if (word.equals("perl")) {
                return PERL;
            } else if (word.equals("php")) {
                return PHP;
            } else if (word.endsWith("sh")) {
                return SHELL;
            }
        }
        return TEXT;
    }
}
