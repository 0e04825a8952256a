package io.penstock.worker.ai;

import io.penstock.catalog.ai.AiPayload;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.limit.Quota;
import io.penstock.worker.key.KeySource;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param deployments by name: each a model at a provider
 * @param routes by kind, or by a name that payloads use: the deployments to try, in their order
 * @param prices a file to read instead of the price table that comes along
 * @param connectTimeout how long each try to connect may take
 * @param circuit how long a deployment that fails is left alone
 * @param cache of answers that may be given again
 * @param allowSandbox whether a sandbox may answer, which nobody wants by mistake
 */
@ConfigurationProperties(prefix = "penstock.ai", ignoreUnknownFields = false)
public record AiSettings(
        @DefaultValue Map<String, Deployed> deployments,
        @DefaultValue Map<String, List<String>> routes,
        @Nullable Path prices,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration circuit,
        @DefaultValue Caching cache,
        @DefaultValue("false") boolean allowSandbox) {

    /** The route of kinds that have none of their own. */
    public static final String DEFAULT_ROUTE = "default";

    /** So that {@code NAME:output_tokens} can be a limit's name. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,59}");

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration LONGEST_KEPT = Duration.ofDays(30);

    public AiSettings {
        deployments = Map.copyOf(deployments);
        routes = Map.copyOf(routes);
        for (var name : deployments.keySet()) {
            require(
                    NAME.matcher(name).matches(),
                    "penstock.ai.deployments: a name has lower-case letters, digits, dots and dashes, not '" + name
                            + "'");
        }
        deployments.forEach((name, deployed) -> deployed.check("penstock.ai.deployments." + name));
        for (var deployment : deployments.entrySet()) {
            require(
                    allowSandbox || deployment.getValue().mode() != Mode.SANDBOX,
                    "penstock.ai.deployments." + deployment.getKey()
                            + " is a sandbox, which makes its answers up; where that is meant, set penstock.ai.allow-sandbox=true");
        }
        for (var route : routes.entrySet()) {
            check(route.getKey(), route.getValue(), deployments);
        }
        requireTime("penstock.ai.connect-timeout", connectTimeout);
        requireTime("penstock.ai.circuit", circuit);
    }

    private static void check(String route, List<String> names, Map<String, Deployed> deployments) {
        require(
                route.matches(AiPayload.ROUTE),
                "penstock.ai.routes: a name has lower-case letters, digits, dots and dashes, not '" + route + "'");
        require(!names.isEmpty(), "penstock.ai.routes[" + route + "] names no deployment");
        for (var name : names) {
            require(
                    deployments.containsKey(name),
                    "penstock.ai.routes[" + route + "] names the deployment '" + name + "', which there is not");
        }
        require(
                names.stream().distinct().count() == names.size(),
                "penstock.ai.routes[" + route + "] names a deployment twice");
    }

    private static void requireTime(String name, @Nullable Duration time) {
        require(
                time != null && time.toMillis() >= 1 && time.compareTo(LONGEST) <= 0,
                name + " must be between 1ms and 1h, not " + time);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * @param ttl how long an answer may be given again
     * @param memory how much of the answers a process keeps in memory, besides Postgres
     */
    public record Caching(
            @DefaultValue("1d") Duration ttl,
            @DefaultValue("32MB") DataSize memory) {

        public Caching {
            require(
                    ttl.toMillis() >= 1 && ttl.compareTo(LONGEST_KEPT) <= 0,
                    "penstock.ai.cache.ttl must be between 1ms and 30d, not " + ttl);
            require(!memory.isNegative(), "penstock.ai.cache.memory must not be negative");
        }
    }

    /**
     * @param provider who runs it: {@code openai}, {@code anthropic}, {@code gemini}, {@code openai-compatible}, or one of your own
     * @param baseUrl the provider's own unless given
     * @param keyVariable the environment variable that holds the key; without one, no key is sent
     * @param keyFile a file that holds the key, encrypted; instead of the variable
     * @param mode whether it is a real service, a model of one's own, or a sandbox
     * @param timeout how long one call may take, with all of its answer
     * @param silence how long nothing may come in the middle of a streamed answer
     * @param maxOutputTokens the most tokens of an answer when the payload does not say
     * @param concurrency how many jobs of the whole fleet may be on their way to it
     * @param requestsPerMinute how many jobs of the whole fleet may go to it in a minute; nobody counts unless given
     * @param tokensPerMinute how many tokens they may take together, if it counts them so
     * @param inputTokensPerMinute if it counts what it reads apart
     * @param outputTokensPerMinute if it counts what it writes apart
     */
    public record Deployed(
            @Nullable String provider,
            @Nullable String baseUrl,
            @Nullable String model,
            @Nullable String keyVariable,
            @Nullable Path keyFile,
            @DefaultValue("live") Mode mode,
            @DefaultValue("4m") Duration timeout,
            @DefaultValue("60s") Duration silence,
            @DefaultValue("4096") int maxOutputTokens,
            @DefaultValue("1000") int concurrency,
            @Nullable Long requestsPerMinute,
            @Nullable Long tokensPerMinute,
            @Nullable Long inputTokensPerMinute,
            @Nullable Long outputTokensPerMinute) {

        public String providerName() {
            return Objects.requireNonNull(provider);
        }

        public String modelName() {
            return Objects.requireNonNull(model);
        }

        private void check(String at) {
            require(provider != null && !provider.isBlank(), at + ".provider is missing");
            require(model != null && !model.isBlank(), at + ".model is missing");
            require(
                    baseUrl == null || isUrl(baseUrl),
                    at + ".base-url must be an http or https URL without user, password and query");
            KeySource.check(at + ".key", keyVariable, keyFile);
            requireTime(at + ".timeout", timeout);
            requireTime(at + ".silence", silence);
            require(
                    maxOutputTokens >= 1 && maxOutputTokens <= AiPayload.MOST_OUTPUT_TOKENS,
                    at + ".max-output-tokens must be between 1 and " + AiPayload.MOST_OUTPUT_TOKENS);
            requireQuota(at + ".concurrency", (long) concurrency);
            requireQuota(at + ".requests-per-minute", requestsPerMinute);
            requireQuota(at + ".tokens-per-minute", tokensPerMinute);
            requireQuota(at + ".input-tokens-per-minute", inputTokensPerMinute);
            requireQuota(at + ".output-tokens-per-minute", outputTokensPerMinute);
        }

        private static void requireQuota(String name, @Nullable Long quota) {
            require(
                    quota == null || (quota >= 1 && quota <= Quota.MOST),
                    name + " must be between 1 and " + Quota.MOST + ", not " + quota);
        }

        private static boolean isUrl(String text) {
            try {
                var url = new URI(text);
                return url.getHost() != null
                        && url.getUserInfo() == null
                        && url.getQuery() == null
                        && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
            } catch (URISyntaxException e) {
                return false;
            }
        }
    }
}
