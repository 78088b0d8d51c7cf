package dev.quittance.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final long LIMIT_SECONDS = 20;

    /** Starts a child that ignores TERM and one that has ended by itself; prints what is left behind. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws InterruptedException {
            Path folder = Folder.of("guard", Optional.empty()).path();
            Path log = folder.resolve("log");
            Child.start("brief", List.of("true"), Map.of(), log).stop(Duration.ofSeconds(5));
            var stubborn = Child.start(
                    "stubborn", List.of("sh", "-c", "trap '' TERM; while :; do sleep 1; done"), Map.of(), log);
            System.out.println(stubborn.process().pid());
            System.out.println(Guard.ofThisJvm().process().pid());
            System.out.println(folder);
            new CountDownLatch(1).await();
        }
    }

    @Test
    void leavesNeitherProcessNorFolderBehindAKilledParent() throws Exception {
        Process parent = Jvm.of(Parent.class).start();
        var output = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8));
        ProcessHandle child = process(output.readLine());
        ProcessHandle guard = process(output.readLine());
        Path folder = Path.of(output.readLine());
        assertThat(folder).exists();

        parent.destroyForcibly();

        child.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        guard.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(Files.exists(folder)).isFalse();
    }

    private static ProcessHandle process(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }
}
