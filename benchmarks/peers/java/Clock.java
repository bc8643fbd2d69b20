import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Counts records, and takes the time of all but the first tenth; as counting.py does. */
final class Clock {
    static final long WINDOW = 10_000; // ms
    static final long LIMIT = 10;
    private static final int WARM = 10;

    private static long records;
    private static long taken;
    private static long after;
    private static long began;
    private static long ended;
    private static long cpu;
    private static long used;

    private Clock() {}

    static void expect(long expected) {
        records = expected;
    }

    /** Says that one more record is done; whether it was the last. One thread calls it. */
    static boolean took() {
        taken++;
        if (taken == records / WARM) {
            after = taken;
            began = System.nanoTime();
            cpu = processor();
        }
        if (taken != records) {
            return false;
        }
        ended = System.nanoTime();
        used = processor();
        return true;
    }

    static void write(Path out) throws IOException {
        Path draft = out.resolveSibling(out.getFileName() + ".part");
        Files.writeString(draft, String.format(Locale.ROOT, "{\"records\": %d, \"seconds\": %f, \"cpu\": %f}",
                taken - after, (ended - began) / 1e9, (used - cpu) / 1e9));
        Files.move(draft, out, StandardCopyOption.ATOMIC_MOVE);
    }

    private static long processor() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
