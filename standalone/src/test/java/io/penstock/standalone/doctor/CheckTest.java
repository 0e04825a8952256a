package io.penstock.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nothing answers at https://me:secret@models.example/v1           | nothing answers at https://…@models.example/v1
            not jdbc:postgresql://db/jobs?user=me&password=secret&ssl=true   | not jdbc:postgresql://db/jobs?user=me&password=…&ssl=true
            nothing answers at https://models.example/v1, write to me@a.example | nothing answers at https://models.example/v1, write to me@a.example
            """)
    void aPasswordInAUrlIsNotShown(String says, String shown) {
        assertThat(Check.ill("Model small", says).says()).isEqualTo(shown);
    }
}
