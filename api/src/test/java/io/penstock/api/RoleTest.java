package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.caller.Caller;
import io.penstock.db.tenant.Role;
import io.penstock.db.tenant.Tenants;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Who may use which route: what the contract says under security is what happens. */
class RoleTest {

    private static final TestApi API = TestApi.shared();

    /** Of a tenant that runs the installation, and of one that does not. */
    private static final Map<Role, TestClient> FLEET = clients(true);

    private static final Map<Role, TestClient> OTHERS = clients(false);

    /** @param role the least that suffices */
    record Route(String method, String path, Role role, boolean fleet) {

        static Stream<Route> all() {
            return Contract.operations().entrySet().stream()
                    .filter(operation ->
                            operation.getKey().contains(" /v1/") && !Contract.isOfOthers(operation.getKey()))
                    .map(operation -> {
                        var words = operation.getKey().split(" ", -1);
                        var needed = operation
                                .getValue()
                                .at("/security/0/key")
                                .valueStream()
                                .map(word -> word.stringValue())
                                .toList();
                        assertThat(needed).as(operation.getKey()).isNotEmpty();
                        return new Route(
                                words[0],
                                words[1].replaceAll("\\{\\w+}", "job_0199e1d2c3b47a5e8f901234567890ab"),
                                Role.find(needed.getFirst()).orElseThrow(),
                                needed.contains("fleet"));
                    });
        }

        /** What answers as long as it is listened to. */
        boolean isEndless() {
            return path.equals("/v1/events");
        }

        Answer asked(TestClient client) {
            return client.send(client.request(path).method(method, BodyPublishers.noBody()));
        }
    }

    static Stream<Route> routes() {
        return Route.all();
    }

    static Stream<Route> routesOfTheFleet() {
        return Route.all().filter(Route::fleet);
    }

    private static Map<Role, TestClient> clients(boolean fleet) {
        var tenant = API.bean(Tenants.class).named("roles-" + UUID.randomUUID());
        if (fleet) {
            API.client(tenant);
        }
        var clients = new EnumMap<Role, TestClient>(Role.class);
        Arrays.stream(Role.values()).forEach(role -> clients.put(role, API.client(tenant, role)));
        return clients;
    }

    private static TestClient of(Map<Role, TestClient> clients, Role role) {
        return Objects.requireNonNull(clients.get(role));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aRoleThatDoesNotSufficeIsToldWhichWould(Route route) {
        for (var role : Role.values()) {
            if (!role.isAtLeast(route.role)) {
                var answer = route.asked(of(FLEET, role)).isProblem(403, "forbidden");
                assertThat(answer.text("/detail"))
                        .contains("needs the role " + route.role.label(), "has the role " + role.label() + ".");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void theRoleAndAllAboveItSuffice(Route route) {
        for (var role : Role.values()) {
            if (role.isAtLeast(route.role) && !route.isEndless()) {
                assertThat(route.asked(of(FLEET, role)).status())
                        .as("%s %s for %s", route.method, route.path, role)
                        .isNotIn(401, 403, 500);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routesOfTheFleet")
    void whatAllTenantsShareIsChangedByThoseWhoRunTheInstallation(Route route) {
        var answer = route.asked(of(OTHERS, Role.ADMIN)).isProblem(403, "forbidden");
        assertThat(answer.text("/detail")).contains("in a tenant that runs the installation");
    }

    @Test
    void anAnswerToAHeadIsNoLessClosed() {
        var client = of(OTHERS, Role.METADATA_VIEWER);
        assertThat(client.send(client.request("/v1/suppressions").method("HEAD", BodyPublishers.noBody()))
                        .status())
                .isEqualTo(403);
    }

    /** Signed links are keys of their own; providers sign, and who unsubscribes has a sealed link. */
    @Test
    void whatNeedsNoKeyIsKnown() {
        var open = API.bean(RequestMappingHandlerMapping.class).getHandlerMethods().entrySet().stream()
                .filter(route -> route.getKey().getPatternValues().stream().anyMatch(path -> path.startsWith("/v1/")))
                .map(Map.Entry::getValue)
                .filter(handler -> Arrays.stream(handler.getMethodParameters())
                        .noneMatch(parameter -> parameter.getParameterType() == Caller.class))
                .map(handler -> handler.getMethod().getDeclaringClass().getSimpleName() + "."
                        + handler.getMethod().getName())
                .distinct();
        assertThat(open)
                .containsExactlyInAnyOrder(
                        "ContentController.readSigned",
                        "ContentController.writeSigned",
                        "SendGridHookController.take",
                        "StripeHookController.take",
                        "UnsubscribeController.ask",
                        "UnsubscribeController.unsubscribe");
    }

    @Test
    void aScheduleIsShownWithoutItsTargetToWhoMayNotSeeWhatJobsCarry() {
        of(OTHERS, Role.SUBMITTER).post("/v1/schedules", """
                        {"name": "nightly", "every": "PT1H",
                         "target": {"job": {"kind": "probe", "payload": {"note": "c4n4ry"}}}}""").is(201);
        var seen = of(OTHERS, Role.VIEWER).get("/v1/schedules/nightly").is(200).fits("Schedule");
        assertThat(seen.body()).contains("c4n4ry");
        assertThat(seen.at("/withheld").isMissingNode()).isTrue();
        for (var path : new String[] {"/v1/schedules/nightly", "/v1/schedules"}) {
            var withheld = of(OTHERS, Role.METADATA_VIEWER).get(path).is(200);
            assertThat(withheld.body()).doesNotContain("c4n4ry").contains("\"withheld\":[\"target\"]");
        }
        of(OTHERS, Role.METADATA_VIEWER).get("/v1/schedules/nightly").fits("Schedule");
    }

    @Test
    void aJobIsShownToWhoMayNotSeeWhatItCarries() {
        var job = of(OTHERS, Role.SUBMITTER).submitted();
        of(OTHERS, Role.METADATA_VIEWER).get("/v1/jobs/" + job).is(200).fits("Job");
        of(OTHERS, Role.METADATA_VIEWER).get("/v1/jobs/" + job + "/result").isProblem(403, "forbidden");
    }
}
