package io.rocketjob.batch.record.csv;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;

import io.rocketjob.batch.record.ColumnRules;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The map of a record of delimited text, beside an ordinary one. */
class RowMapTests {

	private static final List<String> COLUMNS = List.of("a", "b", ColumnRules.SKIPPED, "c");

	private static final String[] KEYS = { "a", "b", "c", "d", "e" };

	@Test
	void itHasTheValuesOfItsColumnsInTheirOrder() {
		Map<String, @Nullable Object> row = row();
		assertThat(row).isEqualTo(ordinary()).hasSameHashCodeAs(ordinary()).hasToString("{a=1, b=null, c=3}");
		assertThat(row.keySet()).containsExactly("a", "b", "c");
		assertThat(row.containsKey("b")).isTrue();
		assertThat(row.containsKey("")).isFalse();
		assertThat(row.get(null)).isNull();
	}

	@Test
	void anythingThatIsDoneToItHasTheEffectThatItHasOnAnOrdinaryMap() {
		Random random = new Random(18);
		for (int i = 0; i < 20_000; i++) {
			Map<String, @Nullable Object> row = row();
			Map<String, @Nullable Object> ordinary = ordinary();
			for (int step = 0; step < 6; step++) {
				String key = KEYS[random.nextInt(KEYS.length)];
				int kind = random.nextInt(8);
				assertThat(change(row, kind, key, step)).as(kind + key).isEqualTo(change(ordinary, kind, key, step));
				assertThat(new ArrayList<>(row.entrySet())).isEqualTo(new ArrayList<>(ordinary.entrySet()));
				assertThat(row).hasSize(ordinary.size());
			}
		}
	}

	@Test
	void theEndOfItsEntriesIsToldAsByOthers() {
		Iterator<?> entries = row().entrySet().iterator();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(entries::remove);
		for (int i = 0; i < 3; i++) {
			entries.next();
		}
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(entries::next);
	}

	private static @Nullable Object change(Map<String, @Nullable Object> map, int kind, String key, int value) {
		switch (kind) {
			case 0 -> {
				return map.put(key, value);
			}
			case 1 -> {
				return map.remove(key);
			}
			case 2 -> {
				return map.keySet().removeIf((each) -> each.compareTo(key) < 0);
			}
			case 3 -> {
				map.entrySet().forEach((entry) -> entry.setValue(entry.getKey() + value));
				return null;
			}
			case 4 -> {
				return map.values().removeIf((each) -> each == null);
			}
			case 5 -> {
				return map.putIfAbsent(key, value);
			}
			case 6 -> {
				return map.computeIfAbsent(key, (absent) -> value);
			}
			default -> {
				if (value == 5) {
					map.clear();
				}
				return map.getOrDefault(key, "none");
			}
		}
	}

	private static Map<String, @Nullable Object> row() {
		return new RowColumns(COLUMNS).row(new @Nullable Object[] { "1", null, "skipped", "3" });
	}

	private static Map<String, @Nullable Object> ordinary() {
		Map<String, @Nullable Object> ordinary = new LinkedHashMap<>();
		ordinary.put("a", "1");
		ordinary.put("b", null);
		ordinary.put("c", "3");
		return ordinary;
	}

}
