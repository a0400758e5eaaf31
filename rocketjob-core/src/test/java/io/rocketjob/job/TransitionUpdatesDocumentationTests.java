package io.rocketjob.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.rocketjob.JobState;
import io.rocketjob.TestSystem;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/architecture/states.md says of the fields that a transition writes. */
class TransitionUpdatesDocumentationTests {

	private static final Path PAGE = Path.of("..", "docs", "architecture", "states.md");

	private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\w+) \\| (`[^|]*) \\| (`[^|]*) \\|$");

	private static final Pattern NAME = Pattern.compile("`(\\w+)`");

	private static final Set<String> MARKERS = Set.of(JobFields.CLAIMABLE, JobFields.DUE_AT);

	@Test
	void eachStateSetsAndRemovesWhatThePageSays() throws IOException {
		Map<String, Row> rows = rows();
		assertThat(rows).containsOnlyKeys("queued", "completed", "failed", "paused", "aborted");
		try (TestSystem system = TestSystem.with().start()) {
			TransitionUpdates updates = system.engine.transitionUpdates();
			rows.forEach((name, row) -> {
				JobState to = JobState.of(name);
				Document job = new Document(JobFields.ID, new ObjectId()).append(JobFields.TYPE, "AnyJob");
				Document update = updates.moveTo(new JobRecord(job), to, null, updates.entry(JobState.PAUSED, to, null))
					.build();
				Set<String> removed = new TreeSet<>(update.get("$unset", Document.class).keySet());
				if (to == JobState.QUEUED) {
					// that of both that it does not get
					removed.removeAll(MARKERS);
				}
				assertThat(removed).as("removed when %s", name).isEqualTo(row.removes());
				Set<String> set = new TreeSet<>(update.get("$set", Document.class).keySet());
				set.remove(JobFields.STATE);
				assertThat(row.sets()).as("set when %s", name).isNotEmpty().containsAll(set);
			});
		}
	}

	private static Map<String, Row> rows() throws IOException {
		Map<String, Row> rows = new HashMap<>();
		String page = Files.readString(PAGE);
		Matcher row = ROW.matcher(page.substring(page.indexOf("| goes to |")));
		while (row.find()) {
			rows.put(row.group(1), new Row(names(row.group(2)), names(row.group(3))));
		}
		return rows;
	}

	private static Set<String> names(String cell) {
		Set<String> names = new TreeSet<>();
		NAME.matcher(cell).results().forEach((name) -> names.add(name.group(1)));
		return names;
	}

	/**
	 * A row of the table.
	 *
	 * @param sets what is set
	 * @param removes what is removed
	 */
	private record Row(Set<String> sets, Set<String> removes) {
	}

}
