package io.rocketjob.operation;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.rocketjob.dirmon.DirectoryEntry;
import io.rocketjob.dirmon.DirectoryEntryState;
import io.rocketjob.dirmon.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the directory monitor.
 *
 * @param name its name
 * @param state its state, such as {@code enabled}
 * @param changedAt when its state or what it looks for was changed
 * @param exception what the failed scan threw, {@code null} unless it has failed
 * @param pattern which files are meant
 * @param jobClass the name of the job class
 * @param archive where files go when they are taken
 * @param properties options and fields of the jobs, as texts by name
 * @param fileField the field that gets the path of the file, {@code null} when the file
 * is uploaded into a batch
 * @param servers a regular expression for the names of the servers that scan,
 * {@code null} for any
 * @param schedule when to scan, {@code null} for the default of the application
 * @param quietPeriod for how long nothing about a file may change, as an ISO 8601
 * duration
 * @param emptyFiles whether empty files are taken
 * @param announcement what senders say of their files, such as {@code marker}
 * @param leftOut patterns of names that are left out
 * @param version what {@link DirmonOperations#update} is given; another when what it
 * looks for has changed
 * @param declared whether the configuration of this process declares it: then what is
 * changed, or the entry if it is deleted, is again as declared when a process with that
 * configuration starts; one that is disabled stays so
 * @param asDeclared whether it is declared, and looks for what is declared
 * @param nextScanAt when the next scan is due; {@code null} when it is due already, or
 * the entry is not enabled
 * @param lastScan what the last scan has found, {@code null} before the first
 * @since 0.1.0
 */
public record DirmonEntryDescriptor(String name, String state, Instant changedAt, @Nullable String exception,
		String pattern, String jobClass, String archive, Map<String, @Nullable String> properties,
		@Nullable String fileField, @Nullable String servers, @Nullable String schedule, String quietPeriod,
		boolean emptyFiles, String announcement, List<String> leftOut, String version, boolean declared,
		boolean asDeclared, @Nullable Instant nextScanAt, @Nullable LastScanDescriptor lastScan) {

	static DirmonEntryDescriptor of(StoredEntry stored, @Nullable DirectoryEntry declared, Masking masking) {
		DirectoryEntry entry = stored.entry();
		Map<String, @Nullable String> properties = new TreeMap<>();
		entry.properties().forEach((name, value) -> properties.put(name, masking.text(value)));
		StoredEntry.LastScan scan = stored.lastScan();
		return new DirmonEntryDescriptor(entry.name(), stored.state().value(), stored.changedAt(),
				masking.text(stored.exception()), entry.pattern(), entry.jobClass(), entry.archive(), properties,
				entry.fileField(), entry.servers(), entry.schedule(), entry.quietPeriod().toString(),
				entry.emptyFiles(), DirmonForm.text(entry.announcement()), entry.leftOut(), version(stored),
				declared != null, entry.equals(declared),
				(stored.state() == DirectoryEntryState.ENABLED) ? stored.nextScanAt() : null,
				(scan != null) ? LastScanDescriptor.of(scan, masking) : null);
	}

	/** An entry that was deleted and made again counts from one as well. */
	static String version(StoredEntry stored) {
		return stored.id().toHexString() + "-" + stored.version();
	}

	/**
	 * The schedule in English words, without the zone.
	 * @return the words, {@code null} for the default of the application
	 */
	public @Nullable String words() {
		return (this.schedule != null) ? ScheduleDescriptor.words(this.schedule) : null;
	}

	/**
	 * What a scan has found.
	 *
	 * @param at when it was
	 * @param server the name of the server that has made it
	 * @param found how many files match
	 * @param ready how many of them it was to take
	 * @param waiting how many were not complete yet
	 * @param held how many were held back
	 * @param problems what is to be looked at, at most 20 texts
	 */
	public record LastScanDescriptor(Instant at, String server, int found, int ready, int waiting, int held,
			List<@Nullable String> problems) {

		private static LastScanDescriptor of(StoredEntry.LastScan scan, Masking masking) {
			List<@Nullable String> problems = scan.problems().stream().<@Nullable String>map(masking::text).toList();
			return new LastScanDescriptor(scan.at(), scan.server(), scan.ready() + scan.waiting() + scan.held(),
					scan.ready(), scan.waiting(), scan.held(), problems);
		}

	}

}
