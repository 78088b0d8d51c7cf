/** Tests of ceremonies as holders and admins hold them. */
@NullMarked
package dev.quittance.agent.ceremony;

import org.jspecify.annotations.NullMarked;
