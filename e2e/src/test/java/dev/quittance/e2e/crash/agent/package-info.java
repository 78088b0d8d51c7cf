/** A Java agent that halts a process at a named place of the product; it travels in a jar of its own and uses the JDK only. */
@NullMarked
package dev.quittance.e2e.crash.agent;

import org.jspecify.annotations.NullMarked;
