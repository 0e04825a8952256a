package io.penstock.db.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.audit.Audits.Filter;
import io.penstock.db.tenant.Grant;
import io.penstock.db.tenant.KeyId;
import io.penstock.db.tenant.Role;
import io.penstock.db.tenant.Tenant;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditsTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Audits audits = new Audits(TEST.jdbi());
    private final Tenant tenant = new Tenants(TEST.jdbi()).named("audit-" + UUID.randomUUID());
    private final Grant grant = new Grant(KeyId.next(), "laptop", Role.OPERATOR, tenant, true, false);

    private AuditId begun(String action, @Nullable String subject) {
        return audits.begin(new Act(grant, action, subject, "They asked", "127.0.0.1", "req_1", "{\"permits\": 1}"));
    }

    private List<Entry> found(Filter filter) {
        return audits.page(filter, null, 10);
    }

    private Filter ofTenant() {
        return new Filter(tenant.id(), null, null, null, null, null);
    }

    @Test
    void anActIsThereWithWhoAndWhatAndWhy() {
        var id = begun("limit.change", "openai");
        assertThat(found(ofTenant())).singleElement().satisfies(entry -> {
            assertThat(entry.id()).isEqualTo(id);
            assertThat(entry.tenant()).isEqualTo(tenant.name());
            assertThat(entry.key()).isEqualTo(grant.key());
            assertThat(entry.keyName()).isEqualTo("laptop");
            assertThat(entry.role()).isEqualTo("operator");
            assertThat(entry.action()).isEqualTo("limit.change");
            assertThat(entry.subject()).isEqualTo("openai");
            assertThat(entry.reason()).isEqualTo("They asked");
            assertThat(entry.address()).isEqualTo("127.0.0.1");
            assertThat(entry.request()).isEqualTo("req_1");
            assertThat(entry.before()).isEqualTo("{\"permits\": 1}");
            assertThat(entry.status()).isNull();
        });
    }

    @Test
    void whatCameOfItIsAddedWithWhatOnlyTheAnswerKnew() {
        audits.end(begun("limit.create", null), new Result(201, "openai", null, "{\"permits\": 2}"));
        assertThat(found(ofTenant())).singleElement().satisfies(entry -> {
            assertThat(entry.status()).isEqualTo(201);
            assertThat(entry.subject()).isEqualTo("openai");
            assertThat(entry.reason()).isEqualTo("They asked");
            assertThat(entry.after()).isEqualTo("{\"permits\": 2}");
        });
    }

    @Test
    void entriesAreFoundByWhatIsAskedFor() {
        begun("limit.change", "openai");
        begun("pause.delete", "kind/probe");
        int id = tenant.id();
        assertThat(found(new Filter(id, null, "limit", null, null, null)))
                .extracting(Entry::subject)
                .containsExactly("openai");
        assertThat(found(new Filter(id, null, "limit.change", null, null, null)))
                .hasSize(1);
        assertThat(found(new Filter(id, null, "limit.create", null, null, null)))
                .isEmpty();
        assertThat(found(new Filter(id, null, "lim", null, null, null))).isEmpty();
        assertThat(found(new Filter(id, null, null, "kind/probe", null, null))).hasSize(1);
        assertThat(found(new Filter(null, grant.key(), null, null, null, null))).hasSize(2);
        assertThat(found(new Filter(null, KeyId.next(), null, null, null, null)))
                .isEmpty();
        var soon = Instant.parse("2099-01-01T00:00:00Z");
        assertThat(found(new Filter(id, null, null, null, soon, null))).isEmpty();
        assertThat(found(new Filter(id, null, null, null, null, soon))).hasSize(2);
        assertThat(found(new Filter(id, null, null, null, null, Instant.EPOCH))).isEmpty();
    }

    @Test
    void pagesGoOnBehindTheLastOne() {
        var first = begun("limit.change", "a");
        var second = begun("limit.change", "b");
        assertThat(audits.page(ofTenant(), null, 1)).extracting(Entry::id).containsExactly(second);
        assertThat(audits.page(ofTenant(), second.uuid(), 1))
                .extracting(Entry::id)
                .containsExactly(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit SET reason = 'a'",
                "UPDATE audit_result SET status = 200",
                "DELETE FROM audit",
                "DELETE FROM audit_result",
                "TRUNCATE audit_result",
                "TRUNCATE audit CASCADE",
                "SET LOCAL session_replication_role = replica; DELETE FROM audit_result"
            })
    void nobodyChangesIt(String statement) {
        audits.end(begun("limit.change", "openai"), new Result(200, null, null, null));
        assertThatThrownBy(() -> TEST.jdbi()
                        .useTransaction(handle -> handle.createScript(statement).executeAsSeparateStatements()))
                .hasMessageContaining("The audit is not changed");
    }

    /** As the docs have it, done by who runs Postgres; afterwards all of it is undone. */
    @ParameterizedTest
    @MethodSource("attempts")
    void aServiceThatDoesNotOwnItCanOnlyAddToIt(String attempt, String refusal) throws IOException {
        var setUp = setUp();
        TEST.jdbi().useHandle(handle -> {
            handle.begin();
            try {
                handle.execute("CREATE ROLE penstock NOLOGIN");
                handle.execute("GRANT SELECT ON tenant TO penstock");
                handle.createScript(setUp).executeAsSeparateStatements();
                handle.execute("SET LOCAL ROLE penstock");
                handle.execute("SELECT count(*) FROM audit JOIN audit_result ON audit = id");
                handle.execute("""
                        INSERT INTO audit (id, tenant, key, key_name, role, action, address, request)
                        VALUES (uuidv7(), %d, uuidv7(), 'a', 'admin', 'limit.change', 'a', 'a')""".formatted(tenant.id()));
                assertThatThrownBy(() -> handle.execute(attempt)).hasMessageContaining(refusal);
            } finally {
                handle.rollback();
            }
        });
    }

    static Stream<Arguments> attempts() {
        return Stream.of(
                Arguments.of("UPDATE audit SET reason = 'a'", "permission denied"),
                Arguments.of("DELETE FROM audit_result", "permission denied"),
                Arguments.of("TRUNCATE audit CASCADE", "permission denied"),
                Arguments.of("DROP TRIGGER audit_stays ON audit", "must be owner"),
                Arguments.of("ALTER TABLE audit DISABLE TRIGGER ALL", "must be owner"),
                Arguments.of("DROP TABLE audit_result", "must be owner"));
    }

    private static String setUp() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "operations.md"));
        var snippet = Pattern.compile("```sql\\n(?<sql>CREATE ROLE penstock_audit[^`]*)```")
                .matcher(page);
        assertThat(snippet.find()).isTrue();
        return snippet.group("sql");
    }
}
