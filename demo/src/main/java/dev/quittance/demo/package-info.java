/** The whole suite on one machine: its configuration, its start and stop, and one paid request told leg by leg. */
@NullMarked
package dev.quittance.demo;

import org.jspecify.annotations.NullMarked;
