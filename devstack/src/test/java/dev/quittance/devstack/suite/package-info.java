/** Tests of the supervisor with the real parts and a stand-in service. */
@NullMarked
package dev.quittance.devstack.suite;

import org.jspecify.annotations.NullMarked;
