package dev.quittance.vitals;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Runs a service. When it cannot start, the last thing on standard output is one line of the log's form that says what to do,
 * and the exit code is 1.
 */
@QuarkusMain
public final class Main {
    private static final PrintStream ERR = System.err;
    private static final ByteArrayOutputStream HELD = new ByteArrayOutputStream();

    private Main() {}

    public static void main(String... args) {
        // Quarkus explains a failed start in several lines of its own. They come out only where ours has nothing to
        // say.
        System.setErr(new PrintStream(HELD, true, StandardCharsets.UTF_8));
        Quarkus.run(Started.class, Main::end, args);
    }

    /** What runs once the start has succeeded. */
    public static final class Started implements QuarkusApplication {
        @Override
        public int run(String... args) {
            release();
            Quarkus.waitForExit();
            return 0;
        }
    }

    private static void release() {
        System.setErr(ERR);
        ERR.print(HELD.toString(StandardCharsets.UTF_8));
        HELD.reset();
    }

    private static void end(int code, @Nullable Throwable failure) {
        if (failure != null) {
            var line = StartFailure.line(failure);
            if (line.isEmpty()) {
                release();
                failure.printStackTrace();
            }
            System.out.println(logged(line.orElse("a failure that was not foreseen; its stack trace is on stderr")));
        }
        System.exit(code);
    }

    private static JsonObject logged(String message) {
        return JsonObject.builder()
                .put("timestamp", Clock.systemUTC().instant().toString())
                .put("loggerName", "dev.quittance.start")
                .put("level", "ERROR")
                .put("message", "cannot start: " + message)
                .build();
    }
}
