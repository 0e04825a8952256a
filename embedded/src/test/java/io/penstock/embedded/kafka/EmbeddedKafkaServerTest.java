package io.penstock.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.testing.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedKafkaServerTest {

    @Test
    void aRecordReachesAMemberOfAShareGroup() throws ExecutionException, InterruptedException {
        var servers = TestKafka.bootstrapServers();
        send(servers, "shared");
        readFromTheStart(servers, "group");
        assertThat(received(servers, "group", "shared")).containsExactly("a job");
    }

    @Test
    void topicsAndRecordsAreThereAfterARestart(@TempDir Path folder) throws ExecutionException, InterruptedException {
        int port;
        try (var server = EmbeddedKafkaServer.start(folder)) {
            port = server.port();
            send(server.bootstrapServers(), "kept");
        }
        try (var server = EmbeddedKafkaServer.start(folder, port)) {
            assertThat(server.port()).isEqualTo(port);
            readFromTheStart(server.bootstrapServers(), "group");
            assertThat(received(server.bootstrapServers(), "group", "kept")).containsExactly("a job");
        }
    }

    private static void send(String servers, String topic) throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers));
                var producer = new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", servers),
                        new StringSerializer(),
                        new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>(topic, "a job")).get();
        }
    }

    private static void readFromTheStart(String servers, String group) throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            var earliest = new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), OpType.SET);
            admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(earliest)))
                    .all()
                    .get();
        }
    }

    private static List<String> received(String servers, String group, String topic) {
        var received = new ArrayList<String>();
        try (var consumer = new KafkaShareConsumer<>(
                Map.<String, Object>of("bootstrap.servers", servers, "group.id", group),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (received.isEmpty()) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> received.add(record.value()));
            }
        }
        return received;
    }
}
