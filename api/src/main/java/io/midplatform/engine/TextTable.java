package io.midplatform.engine;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns, for people. */
public final class TextTable {
    private final List<String[]> rows = new ArrayList<>();

    /**
     * Starts a table.
     *
     * @param headings the headings of its columns
     */
    public TextTable(String... headings) {
        rows.add(headings.clone());
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are headings
     * @return this
     */
    public TextTable row(String... cells) {
        rows.add(cells.clone());
        return this;
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
