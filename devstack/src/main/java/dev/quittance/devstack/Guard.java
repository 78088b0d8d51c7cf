package dev.quittance.devstack;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ends the processes this JVM started when the JVM ends, however it ends. A small shell reads their pids from a pipe; when
 * the pipe closes, which even kill -9 of the JVM brings about, it signals those that are left, kills what ignores it, and removes their temporary folders.
 */
public final class Guard {
    private static final String SCRIPT = """
            trap '' INT HUP TERM
            list= folders=
            while read -r verb signal rest; do
              case $verb in
                watch) list="$list $signal:$rest" ;;
                forget)
                  kept=
                  for entry in $list; do [ "$entry" = "$signal:$rest" ] || kept="$kept $entry"; done
                  list=$kept ;;
                remove) folders="$folders$rest
            " ;;
              esac
            done
            for entry in $list; do kill -"${entry%%:*}" "${entry##*:}" 2>/dev/null; done
            left=50 alive=$list
            while [ -n "$alive" ] && [ $left -gt 0 ]; do
              alive=
              for entry in $list; do kill -0 "${entry##*:}" 2>/dev/null && alive=1; done
              left=$((left - 1))
              [ -z "$alive" ] || sleep 0.1
            done
            for entry in $list; do kill -KILL "${entry##*:}" 2>/dev/null; done
            printf '%s' "$folders" | while read -r folder; do rm -rf "$folder"; done
            """;

    /** The polite signal of each kind of process. */
    public enum Signal {
        TERM,
        /** PostgreSQL's fast shutdown: open connections are closed instead of waited for. */
        INT
    }

    private static final class Holder {
        static final Guard INSTANCE = new Guard();
    }

    private final Process shell;
    private final OutputStream pipe;

    private Guard() {
        try {
            shell = new ProcessBuilder(inOwnSession(List.of("sh", "-c", SCRIPT)))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new DevstackException("no POSIX shell (sh) to guard child processes", e);
        }
        pipe = shell.getOutputStream();
    }

    static Guard ofThisJvm() {
        return Holder.INSTANCE;
    }

    /** The guard's own process. */
    ProcessHandle process() {
        return shell.toHandle();
    }

    /** Ends the process with this JVM, unless it ends before. */
    void watch(ProcessHandle process, Signal signal) {
        tell("watch " + signal + " " + process.pid());
        var _ = process.onExit().thenRun(() -> tell("forget " + signal + " " + process.pid()));
    }

    /** Removes a temporary folder after this JVM and all that it watched have ended. */
    void removeAtEnd(Path folder) {
        tell("remove - " + folder);
    }

    /** A new session keeps Ctrl-C at the terminal from reaching the process; its stop is the supervisor's to order. */
    static List<String> inOwnSession(List<String> command) {
        Optional<String> setsid = Executables.find("setsid").map(Object::toString);
        var line = new ArrayList<String>();
        setsid.ifPresent(line::add);
        line.addAll(command);
        return List.copyOf(line);
    }

    private synchronized void tell(String line) {
        try {
            pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            throw new DevstackException("the guard of the child processes is gone", e);
        }
    }
}
