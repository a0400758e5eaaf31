package io.rocketjob.dirmon;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The entries that this process declares, each of them once. Thread-safe.
 */
final class DeclaredEntries {

	private final Supplier<Map<String, DirectoryEntry>> source;

	private volatile @Nullable Map<String, DeclaredEntry> byName;

	/**
	 * Makes them.
	 * @param source has them by the places where they are declared; it is asked when they
	 * are needed first, as they may be beans that need the monitor
	 */
	DeclaredEntries(Supplier<Map<String, DirectoryEntry>> source) {
		this.source = source;
	}

	/**
	 * Finds an entry.
	 * @param name its name
	 * @return what is declared, {@code null} for nothing
	 */
	@Nullable DirectoryEntry find(String name) {
		DeclaredEntry found = byName().get(name);
		return (found != null) ? found.entry() : null;
	}

	/**
	 * Does something with each entry.
	 * @param step what to do
	 * @throws DirectoryMonitorException when that says what is wrong with one, or a name
	 * is declared twice; it says where that is declared
	 */
	void each(Consumer<DirectoryEntry> step) {
		byName().values().forEach((declared) -> {
			try {
				step.accept(declared.entry());
			}
			catch (DirectoryMonitorException ex) {
				throw ex.declaredBy(declared.place());
			}
		});
	}

	private Map<String, DeclaredEntry> byName() {
		Map<String, DeclaredEntry> known = this.byName;
		if (known == null) {
			known = read(this.source.get());
			this.byName = known;
		}
		return known;
	}

	private static Map<String, DeclaredEntry> read(Map<String, DirectoryEntry> byPlace) {
		Map<String, DeclaredEntry> byName = new LinkedHashMap<>();
		byPlace.forEach((place, entry) -> {
			DeclaredEntry other = byName.putIfAbsent(entry.name(), new DeclaredEntry(place, entry));
			if (other != null) {
				throw new DirectoryMonitorException(entry.name(), List.of("name: it is declared by " + other.place()
						+ " as well; right would be another name, or one of both"))
					.declaredBy(place);
			}
		});
		return byName;
	}

}
