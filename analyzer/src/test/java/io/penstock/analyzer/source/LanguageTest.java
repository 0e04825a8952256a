package io.penstock.analyzer.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {

    @ParameterizedTest
    @CsvSource({
        "src/Main.java,        '',                         JAVA",
        "a/b.PY,               '',                         PYTHON",
        "web/app.jsx,          '',                         JAVASCRIPT",
        "web/app.mts,          '',                         TYPESCRIPT",
        "web/app.tsx,          '',                         TSX",
        "main.go,              '',                         GO",
        "Dockerfile.prod,      '',                         DOCKERFILE",
        ".env.local,           '',                         PROPERTIES",
        "bin/run,              '#!/usr/bin/env python3',   PYTHON",
        "bin/run,              '#!/usr/bin/env -S node',   JAVASCRIPT",
        "bin/run,              '#!/bin/bash -e',           SHELL",
        "java,                 '',                         TEXT",
        "folder.py/README,     'read me',                  TEXT",
    })
    void itIsToldByNameAndFirstLine(String path, String firstLine, Language language) {
        assertThat(Language.of(path, firstLine)).isEqualTo(language);
    }
}
