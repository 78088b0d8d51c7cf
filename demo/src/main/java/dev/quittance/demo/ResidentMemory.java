package dev.quittance.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** How much of this JVM lies in memory. */
final class ResidentMemory {
    private static final Pattern VM_RSS = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB$");

    private ResidentMemory() {}

    /** Bytes; 0 where there is no /proc. */
    static long ofThisJvm() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status) ? parse(Files.readString(status)) : 0;
    }

    static long parse(String status) {
        var matcher = VM_RSS.matcher(status);
        return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0;
    }
}
