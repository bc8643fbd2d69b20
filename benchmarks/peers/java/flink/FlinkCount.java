import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Flink: parallelism 1, windows on the heap, objects reused, checkpoints to files every second. */
public final class FlinkCount {
    @JsonIgnoreProperties(ignoreUnknown = true)
    public static final class Call {
        public String account;
        public long ts;
    }

    public static final class Decoder extends AbstractDeserializationSchema<Call> {
        private transient ObjectReader reader;

        @Override
        public void open(InitializationContext context) {
            reader = new ObjectMapper().readerFor(Call.class);
        }

        @Override
        public Call deserialize(byte[] value) throws IOException {
            return reader.readValue(value);
        }
    }

    public static final class Count implements AggregateFunction<Call, Long, Long> {
        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Call call, Long count) {
            Clock.took();
            return count + 1;
        }

        @Override
        public Long getResult(Long count) {
            return count;
        }

        @Override
        public Long merge(Long one, Long other) {
            return one + other;
        }
    }

    public static final class Alert extends ProcessWindowFunction<Long, String, String, TimeWindow> {
        @Override
        public void process(String account, Context context, Iterable<Long> counts, Collector<String> out) {
            if (counts.iterator().next() >= Clock.LIMIT) {
                long window = context.window().getStart() / Clock.WINDOW;
                out.collect(String.format("{\"account\": \"%s\", \"window\": %d}", account, window));
            }
        }
    }

    public static void main(String[] task) throws Exception {
        Clock.expect(Long.parseLong(task[5]));
        Path out = Path.of(task[6]);
        Configuration settings = new Configuration();  // in memory, its default, it keeps no state of more than 5 MB
        settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, out.resolveSibling("checkpoints").toUri().toString());
        StreamExecutionEnvironment flink = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        flink.setParallelism(1);
        flink.getConfig().enableObjectReuse();
        flink.enableCheckpointing(1000);
        KafkaSource<Call> calls = KafkaSource.<Call>builder()
                .setBootstrapServers(task[0])
                .setTopics(task[1])
                .setGroupId(task[3])
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .setProperty("max.poll.records", "10000")
                .setValueOnlyDeserializer(new Decoder())
                .build();
        KafkaSink<String> alerts = KafkaSink.<String>builder()
                .setBootstrapServers(task[0])
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(KafkaRecordSerializationSchema.builder()
                        .setTopic(task[2]).setValueSerializationSchema(new SimpleStringSchema()).build())
                .build();
        flink.fromSource(calls, WatermarkStrategy.<Call>forMonotonousTimestamps()
                        .withTimestampAssigner((call, before) -> call.ts), "calls")
                .keyBy(call -> call.account)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(Clock.WINDOW)))
                .aggregate(new Count(), new Alert())
                .sinkTo(alerts);
        flink.execute("count");
        Clock.write(out);
    }
}
