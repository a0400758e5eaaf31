package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FilePatternTests {

	@TempDir
	static Path root;

	@BeforeAll
	static void makeTree() throws IOException {
		Files.createDirectory(root.resolve("in"));
		Files.createSymbolicLink(root.resolve("lnk"), Path.of("in"));
		List<NamedCsvRecord> cases = DirmonCases.read("globs.csv");
		for (String name : cases.stream().map((row) -> row.getField("path")).collect(Collectors.toSet())) {
			Path file = DirmonCases.path(root, name);
			Files.createDirectories(file.getParent());
			if (!Files.exists(file)) {
				Files.createFile(file);
			}
		}
	}

	static Stream<Arguments> cases() {
		return DirmonCases.read("globs.csv")
			.stream()
			.map((row) -> Arguments.of(row.getField("pattern"), row.getField("path"), row.getField("ours")));
	}

	static List<Path> find(FilePattern pattern) throws IOException {
		List<Path> found = new ArrayList<>();
		FileWalk.walk(pattern, pattern.isAbsolute() ? root.getRoot() : root, (name) -> false, LookBound.none(),
				new FileWalk.Visitor() {
					@Override
					public void file(Path file, FileFacts facts) {
						found.add(file);
					}

					@Override
					public void problem(Path path, IOException problem) {
						throw new AssertionError(path.toString(), problem);
					}
				});
		return found;
	}

	@ParameterizedTest(name = "[{index}] {0} {1} {2}")
	@MethodSource("cases")
	void aPatternMeansWhatTheCasesSay(String pattern, String path, String expected) throws IOException {
		if (expected.equals("refused")) {
			assertThatIllegalArgumentException().isThrownBy(() -> FilePattern.parse(pattern))
				.withMessageContaining(pattern)
				.withMessageContaining("right would be");
			return;
		}
		Path file = DirmonCases.path(root, path);
		assertThat(find(FilePattern.parse(pattern)).contains(file)).isEqualTo(Boolean.valueOf(expected));
		FilePattern absolute = FilePattern.parse(root + "/" + pattern);
		assertThat(find(absolute).contains(file)).isEqualTo(Boolean.valueOf(expected));
	}

	@ParameterizedTest(name = "[{index}] {0} {1} {2}")
	@MethodSource("cases")
	void namesAloneMatchUnlessTheyAreLinksOrDirectories(String pattern, String path, String expected) {
		if (!expected.equals("refused") && !path.startsWith("lnk/") && !path.equals("in")) {
			Path relative = root.relativize(DirmonCases.path(root, path));
			assertThat(FilePattern.parse(pattern).matches(relative)).isEqualTo(Boolean.valueOf(expected));
			assertThat(FilePattern.parse(root + "/" + pattern).matches(root.resolve(relative)))
				.isEqualTo(Boolean.valueOf(expected));
		}
	}

	@ParameterizedTest(name = "[{index}] {0} {1} {2}")
	@CsvSource(delimiter = ' ',
			value = { "caf?.csv caf\\xE9.csv true", "caf??.csv caf\\xE9.csv false", "caf[!a].csv caf\\xE9.csv true",
					"?\\?l.csv n\\nl.csv false", "n?l.csv n\\nl.csv true", "[.]hidden.csv .hidden.csv false",
					"\\.hidden.csv .hidden.csv true", "?hidden.csv .hidden.csv false", "*hidden.csv .hidden.csv false",
					"\\{a,b\\}.csv {a,b}.csv true", "{.,}hidden.csv .hidden.csv true", "{1}.csv 1.csv true",
					"[]1].csv 1.csv true", "[0-9].csv 1.csv true", "[a-z-].csv b.csv true", "[\\]1].csv 1.csv true",
					"i[n]/x.csv in/x.csv true", "l[n]k/x.csv lnk/x.csv false", "{lnk,in}/x.csv lnk/x.csv true",
					"lnk/** lnk/sub/x.csv true", "**/sub/** in/sub/deep/x.csv true", "**/**/x.csv x.csv true",
					"./in//x.csv in/x.csv true", "in/**/.x.csv in/.x.csv true", "in/.hidden/* in/.hidden/x.csv true",
					"**/.hidden/x.csv in/.hidden/x.csv true", "in/*/* in/.hidden/x.csv false", "***** 1.csv refused",
					"a** 1.csv refused", "**a/x 1.csv refused", "in/../x.csv x.csv refused", "[a x refused",
					"{a,b x refused", "[z-a] x refused", "[[.a.]] x refused", "[[=a=]] x refused", "x\\ x refused",
					"in/ in refused", "{in/,} in refused", "[a/b] x refused", "x\\/y x refused", "{/a,b}/x x refused",
					"[] x refused", "a}b.csv a}b.csv true", "*\\*.csv a*.csv true", "*,*.csv {a,b}.csv true" })
	void theRuleHoldsForWhatTheCasesLeaveOpen(String pattern, String path, String expected) throws IOException {
		if (expected.equals("refused")) {
			assertThatIllegalArgumentException().isThrownBy(() -> FilePattern.parse(pattern))
				.withMessageStartingWith("Wrong pattern \"" + pattern + "\": ")
				.withMessageContaining("right would be");
			return;
		}
		Path file = DirmonCases.path(root, path);
		Files.createDirectories(file.getParent());
		if (!Files.exists(file)) {
			Files.createFile(file);
		}
		assertThat(find(FilePattern.parse(pattern)).contains(file)).isEqualTo(Boolean.valueOf(expected));
	}

	@Test
	void aFileIsFoundOnceWhateverAlternativesItMatches() throws IOException {
		assertThat(find(FilePattern.parse("{**/,}{x,*}.csv"))).doesNotHaveDuplicates()
			.contains(root.resolve("in/x.csv"), root.resolve("x.csv"));
	}

	@Test
	void aLinkToAFileIsNoFile() throws IOException {
		Path link = Files.createSymbolicLink(root.resolve("linked.txt"), Path.of("x.csv"));
		assertThat(find(FilePattern.parse("linked.txt"))).isEmpty();
		Files.delete(link);
	}

	@Test
	void aDirectoryThatIsWrittenOutMustBeThere() {
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> find(FilePattern.parse("nowhere/*.csv")))
			.withMessageContaining("nowhere");
	}

	@Test
	void namesThatAreLeftOutAreNotEntered() throws IOException {
		Set<Path> found = new HashSet<>();
		FileWalk.walk(FilePattern.parse("**/x.csv"), root, (name) -> name.length == 3, LookBound.none(),
				new FileWalk.Visitor() {
					@Override
					public void file(Path file, FileFacts facts) {
						found.add(file);
					}

					@Override
					public void problem(Path path, IOException problem) {
						throw new AssertionError(path.toString(), problem);
					}
				});
		assertThat(found).containsExactlyInAnyOrder(root.resolve("x.csv"), root.resolve("in/x.csv"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a\0b" })
	void aPatternNamesFiles(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> FilePattern.parse(pattern));
	}

	@Test
	void aPatternThatStandsForTooManyIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> FilePattern.parse("{a,b}".repeat(12)))
			.withMessageContaining("more than 1000");
	}

}
