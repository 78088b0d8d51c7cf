/** Plain JDBC with this project's values. */
@NullMarked
package dev.quittance.worker.sql;

import org.jspecify.annotations.NullMarked;
