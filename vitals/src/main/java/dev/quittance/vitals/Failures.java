package dev.quittance.vitals;

import java.sql.SQLException;

/** What a failure of the database means for whoever runs it. Its own words may quote values and stay out. */
final class Failures {
    private Failures() {}

    /** Class 53 is a lack of room; 53300 in it is a lack of connections. */
    static boolean isOutOfRoom(SQLException e) {
        String state = state(e);
        return state.startsWith("53") && !state.equals("53300");
    }

    /** One line that says what to do. */
    static String ofDatabase(SQLException e) {
        String state = state(e);
        return switch (state) {
            case "28P01", "28000" ->
                "the database refuses the password; check quarkus.datasource.username and quarkus.datasource.password"
                        + told(state);
            case "3D000" -> "the database does not exist; check quarkus.datasource.jdbc.url" + told(state);
            case "3F000" -> "the schema does not exist; create it for the service's role" + told(state);
            case "42501" -> "the role lacks a right; make it the owner of its schema" + told(state);
            case "53300" -> "the database has no connection left; raise its max_connections" + told(state);
            case "25006" ->
                "the database takes no writes; point quarkus.datasource.jdbc.url to the primary" + told(state);
            default ->
                isOutOfRoom(e)
                        ? "the database has no room left; free or add space on PostgreSQL's volume" + told(state)
                        : "the database cannot be reached; start it, or correct quarkus.datasource.jdbc.url"
                                + told(state);
        };
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "none" : state;
    }

    private static String told(String state) {
        return " (SQL state " + state + ")";
    }
}
