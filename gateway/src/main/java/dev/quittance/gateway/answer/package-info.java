/** What the gateway says in its own name: challenges and problems. */
@NullMarked
package dev.quittance.gateway.answer;

import org.jspecify.annotations.NullMarked;
