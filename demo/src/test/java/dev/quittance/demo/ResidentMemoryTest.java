package dev.quittance.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
    @Test
    void readsTheKernelsReport() {
        assertThat(ResidentMemory.parse("Name:\tjava\nVmHWM:\t  999 kB\nVmRSS:\t  1024 kB\nThreads:\t9\n"))
                .isEqualTo(1_048_576);
    }

    @Test
    void takesAReportWithoutItForNothing() {
        assertThat(ResidentMemory.parse("Name:\tkthreadd\n")).isZero();
    }
}
