package dev.quittance.devstack.suite;

import java.nio.file.Path;

/** A supervisor over a stand-in service: {@code FOLDER SHIFT JAR}. */
final class FakeSuiteMain {
    private FakeSuiteMain() {}

    public static void main(String[] args) {
        var ports = new SuitePorts(Integer.parseInt(args[1]));
        var services = FakeService.specs(Path.of(args[2]), ports);
        SuiteMain.serve(new Suite(new SuiteFolder(Path.of(args[0])), ports, services, System.out::println));
    }
}
