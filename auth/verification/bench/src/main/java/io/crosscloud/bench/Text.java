package io.crosscloud.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Numbers as a person reads them. */
final class Text {
    private Text() {}

    static String nanos(double nanos) {
        if (nanos < 1_000) {
            return "%s ns".formatted(rounded(nanos));
        }
        return nanos < 1_000_000
                ? "%s µs".formatted(rounded(nanos / 1_000))
                : "%s ms".formatted(rounded(nanos / 1_000_000));
    }

    static String of(Duration duration) {
        return duration.toMillis() < 10_000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
    }

    static String bytes(double bytes) {
        return bytes < 10_000 ? "%d B".formatted(Math.round(bytes)) : "%d KB".formatted(Math.round(bytes / 1_000));
    }

    static String requests(int count) {
        return count == 1 ? "1 request" : "%,d requests".formatted(count);
    }

    static String times(double factor) {
        return String.format(Locale.ROOT, "%.2f ×", factor);
    }

    static double median(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }
}
