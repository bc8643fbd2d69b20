import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.Stores;

/** Kafka Streams: one thread, windows in memory with their changelog, a cache, commits every second. */
public final class KafkaStreamsCount {
    @JsonIgnoreProperties(ignoreUnknown = true)
    static final class Call {
        public String account;
        public long ts;
    }

    public static void main(String[] task) throws Exception {
        Clock.expect(Long.parseLong(task[5]));
        ObjectReader reader = new ObjectMapper().readerFor(Call.class);
        CountDownLatch done = new CountDownLatch(1);
        Duration window = Duration.ofMillis(Clock.WINDOW);

        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(task[1], Consumed.with(Serdes.String(), Serdes.serdeFrom((t, call) -> null, (t, value) -> {
                    try {
                        return reader.<Call>readValue(value);
                    } catch (IOException malformed) {
                        throw new UncheckedIOException(malformed);
                    }
                })).withTimestampExtractor((record, before) -> ((Call) record.value()).ts))
                .peek((account, call) -> {
                    if (Clock.took()) {
                        done.countDown();
                    }
                })
                .mapValues(call -> 1)
                .groupByKey(Grouped.with(Serdes.String(), Serdes.Integer()))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(window))
                .count(Materialized.<String, Long>as(Stores.inMemoryWindowStore("counts", window, window, false))
                        .withKeySerde(Serdes.String()).withCachingEnabled())
                .toStream()
                .filter((key, count) -> count >= Clock.LIMIT)
                .map((key, count) -> KeyValue.pair(key.key(), String.format(
                        "{\"account\": \"%s\", \"window\": %d}", key.key(), key.window().start() / Clock.WINDOW)))
                .to(task[2], Produced.with(Serdes.String(), Serdes.String()));

        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, task[3]);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, task[0]);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, Path.of(task[6]).resolveSibling("kafka-streams").toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000);
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        streams.start();
        done.await();
        streams.close();
        Clock.write(Path.of(task[6]));
    }
}
