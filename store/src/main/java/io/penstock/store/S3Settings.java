package io.penstock.store;

import java.net.URI;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * @param bucket which must be there
 * @param endpoint of a service other than Amazon's
 * @param region that requests are signed for
 * @param pathStyle whether the bucket is named in the path of a URL and not in its host
 * @param accessKeyVariable the environment variable that holds the access key; Amazon's own ways to find keys are used unless given
 * @param secretKeyVariable the one that holds the secret key
 */
public record S3Settings(
        @DefaultValue("") String bucket,
        @DefaultValue("") String endpoint,
        @DefaultValue("us-east-1") String region,
        @DefaultValue("false") boolean pathStyle,
        @DefaultValue("") String accessKeyVariable,
        @DefaultValue("") String secretKeyVariable) {

    public static final S3Settings NONE = new S3Settings("", "", "us-east-1", false, "", "");

    public S3Settings {
        if (!endpoint.matches("(https?://[^\\s/]+/?)?")) {
            throw new IllegalArgumentException(
                    "penstock.artifacts.s3.endpoint must be a URL without a path, such as http://minio:9000");
        }
        if (accessKeyVariable.isEmpty() != secretKeyVariable.isEmpty()) {
            throw new IllegalArgumentException(
                    "penstock.artifacts.s3.access-key-variable and secret-key-variable are given together or not at all");
        }
    }

    S3 open(Map<String, String> environment) {
        var keys = keys(environment);
        var client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(keys)
                .region(Region.of(region))
                .forcePathStyle(pathStyle)
                // Checksums that nobody asked for are unknown to other services than Amazon's.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        var presigner = S3Presigner.builder().credentialsProvider(keys).region(Region.of(region));
        if (!endpoint.isEmpty()) {
            client.endpointOverride(URI.create(endpoint));
            presigner.endpointOverride(URI.create(endpoint));
        }
        var signing = client.build();
        presigner.s3Client(signing);
        return new S3(signing, new S3Links(presigner.build(), bucket), bucket);
    }

    private AwsCredentialsProvider keys(Map<String, String> environment) {
        return accessKeyVariable.isEmpty()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        value(environment, accessKeyVariable), value(environment, secretKeyVariable)));
    }

    private static String value(Map<String, String> environment, String name) {
        var value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    "The environment has no " + name + ", which penstock.artifacts.s3 names as the variable of a key");
        }
        return value.strip();
    }
}
