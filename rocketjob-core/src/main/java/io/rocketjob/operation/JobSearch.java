package io.rocketjob.operation;

import org.jspecify.annotations.Nullable;

/**
 * A search for jobs, as an operator has written it. All can be left out. The whole of it
 * can be in an address: the same search shows the same place of the list again, whatever
 * happens to jobs meanwhile.
 *
 * @param text what to look for, such as {@code class:ImportJob state:failed failed:<2h};
 * {@link SearchOperations} says what there is
 * @param page where in the list, as {@link JobPage#next()} or {@link JobPage#previous()}
 * of the same text have said it; the first page when left out
 * @param size how many jobs a page has, at most 200; 20 when left out
 * @since 0.1.0
 */
public record JobSearch(@Nullable String text, @Nullable String page, @Nullable String size) {

	/**
	 * The first page of a search.
	 * @param text what to look for
	 * @return the search
	 */
	public static JobSearch of(@Nullable String text) {
		return new JobSearch(text, null, null);
	}

	/**
	 * How a word can go on.
	 *
	 * @param text what to put in the place of the word
	 * @param meaning what it means
	 * @param from where the word begins
	 * @param to where it ends
	 */
	public record Completion(String text, String meaning, int from, int to) {
	}

}
