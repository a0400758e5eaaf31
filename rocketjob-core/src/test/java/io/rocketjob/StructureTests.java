package io.rocketjob;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import io.rocketjob.SourceMeasures.Member;
import io.rocketjob.SourceMeasures.Type;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packages of the core stay small enough to be read. What is measured is in
 * {@code target/structure.md}.
 */
class StructureTests {

	/** What holds for a package that has no limits of its own. */
	private static final Limits LIMITS = new Limits(13, 450, 45, 6, 4);

	/** The API has an annotation more for each thing that is said of a class. */
	private static final Map<String, Limits> LIMITS_BY_PACKAGE = Map.of("io.rocketjob", new Limits(75, 450, 45, 6, 1),
			"io.rocketjob.batch", new Limits(11, 450, 45, 6, 3), "io.rocketjob.dirmon", new Limits(15, 450, 45, 6, 1),
			"io.rocketjob.batch.record", new Limits(23, 450, 45, 6, 4), "io.rocketjob.job",
			new Limits(36, 470, 45, 6, 3), "io.rocketjob.jobclass", new Limits(10, 480, 45, 6, 4), "io.rocketjob.mongo",
			new Limits(18, 760, 45, 6, 10), "io.rocketjob.operation", new Limits(49, 450, 45, 6, 1),
			"io.rocketjob.server", new Limits(14, 450, 45, 6, 4), "io.rocketjob.work", new Limits(15, 450, 45, 6, 1));

	/**
	 * Methods and constructors above these are listed in the report, each by its name.
	 */
	private static final int LONG_METHOD = 45;

	private static final int MANY_PARAMETERS = 6;

	private static final Pattern INCLUDE = Pattern.compile("<sourceFileInclude>(.*)</sourceFileInclude>");

	private static final Path REPORT = Path.of("target", "structure.md");

	@Test
	void noPackageIsAboveItsLimits() throws IOException {
		List<PackageMeasures> packages = measure();
		Files.createDirectories(REPORT.getParent());
		Files.writeString(REPORT, report(packages));
		assertThat(packages).extracting(PackageMeasures::name).contains("io.rocketjob.job", "io.rocketjob.plugin.cron");
		assertThat(packages.stream().flatMap((measures) -> measures.problems().stream()))
			.as("what is above the limits (all is in %s)", REPORT)
			.isEmpty();
	}

	@Test
	void eachLimitIsOfAPackageThatIsThere() throws IOException {
		assertThat(measure()).extracting(PackageMeasures::name).containsAll(LIMITS_BY_PACKAGE.keySet());
	}

	@Test
	void thePublishedJavadocHasAllPackagesButTheInternalOnes() throws IOException {
		Set<String> published = new TreeSet<>();
		Matcher include = INCLUDE.matcher(Files.readString(Path.of("pom.xml")));
		while (include.find()) {
			published.add(include.group(1));
		}
		Path sources = Path.of("src/main/java");
		Set<String> wrong = new TreeSet<>();
		try (Stream<Path> files = Files.walk(sources)) {
			for (Path file : files.filter((each) -> each.endsWith("package-info.java")).toList()) {
				Path relative = sources.relativize(file);
				boolean internal = Files.readString(file).startsWith("/**\n * Internal");
				boolean included = published.stream()
					.anyMatch(
							(pattern) -> FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(relative));
				if (internal == included) {
					wrong.add(relative.toString());
				}
			}
		}
		assertThat(published).contains("io/rocketjob/*.java");
		assertThat(wrong).isEmpty();
	}

	@Test
	void linesAreCountedFromTheSignatureToTheClosingBrace() throws IOException {
		SourceMeasures measures = SourceMeasures.of(source("""
				package a;

				/**
				 * Not counted.
				 */
				@Deprecated
				public class First {

					First(int one,
							int two) {
					}

					/** Not counted. */
					@Override
					@SuppressWarnings("unused")
					public String toString() {
						return new Object() {
							@Override
							public String toString() {
								return "";
							}
						}.toString();
					}

					record Pair(int one, int two, int three) {
						Pair(int one) {
							this(one, 2, 3);
						}
					}

				}

				interface Second {
					void method();
				}
				"""));
		assertThat(measures.types()).containsExactly(new Type("a", "First", true, 25),
				new Type("a", "Second", false, 3));
		assertThat(measures.methods()).containsExactlyInAnyOrder(new Member("a", "First", 2, 3),
				new Member("a", "First#toString", 0, 8), new Member("a", "First.new Object#toString", 0, 3),
				new Member("a", "First.Pair", 1, 3), new Member("a", "Second#method", 0, 1));
		assertThat(measures.constructors()).containsExactly(new Member("a", "First", 2, 3));
	}

	@Test
	void aCycleIsAllThatReachEachOther() {
		assertThat(ReferenceCycles.of(Map.of("a", Set.of("b"), "b", Set.of("c", "x"), "c", Set.of("a"), "d",
				Set.of("a", "e"), "e", Set.of("d"), "x", Set.of(), "y", Set.of("y"))))
			.containsExactly(new TreeSet<>(Set.of("a", "b", "c")), new TreeSet<>(Set.of("d", "e")));
	}

	@Test
	void anythingAboveALimitIsNamed() {
		PackageMeasures measures = new PackageMeasures("a",
				List.of(new Type("a", "First", true, 20), new Type("a", "Second", true, 21)),
				List.of(new Member("a", "First#one", 0, 11), new Member("a", "First#two", 0, 10)),
				List.of(new Member("a", "Second", 4, 10)), List.of(new TreeSet<>(Set.of("First", "Second"))));
		assertThat(measures.problems(new Limits(2, 21, 11, 4, 2))).isEmpty();
		assertThat(measures.problems(new Limits(1, 20, 10, 3, 1))).containsExactly("a: 2 public classes, at most 1",
				"a: Second has 21 lines, at most 20", "a: First#one has 11 lines, at most 10",
				"a: Second takes 4 parameters, at most 3", "a: a cycle of 2 classes, at most 1: First, Second");
	}

	private static JavaFileObject source(String text) {
		return new SimpleJavaFileObject(URI.create("string:///First.java"), JavaFileObject.Kind.SOURCE) {
			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return text;
			}
		};
	}

	private static List<PackageMeasures> measure() throws IOException {
		SourceMeasures sources = SourceMeasures.of(Path.of("src/main/java"));
		SortedMap<String, SortedMap<String, Set<String>>> references = references(sources.types());
		SortedSet<String> names = new TreeSet<>();
		sources.types().forEach((type) -> names.add(type.packageName()));
		return names.stream()
			.map((name) -> new PackageMeasures(name,
					sources.types().stream().filter((type) -> type.packageName().equals(name)).toList(),
					sources.methods().stream().filter((method) -> method.packageName().equals(name)).toList(),
					sources.constructors().stream().filter((member) -> member.packageName().equals(name)).toList(),
					ReferenceCycles.of(references.getOrDefault(name, new TreeMap<>()))))
			.toList();
	}

	/**
	 * What the top-level classes of each package name of each other in byte code:
	 * parents, fields, signatures, calls, creations, class literals, annotations. Nested
	 * classes count as the class that they are in. A class file that outlived its source
	 * does not count.
	 */
	private static SortedMap<String, SortedMap<String, Set<String>>> references(List<Type> types) {
		Set<String> known = new HashSet<>();
		types.forEach((type) -> known.add(type.packageName() + "." + type.name()));
		SortedMap<String, SortedMap<String, Set<String>>> references = new TreeMap<>();
		for (JavaClass type : ArchitectureTests.CORE) {
			if (known.contains(type.getPackageName() + "." + topLevelName(type))) {
				Set<String> targets = references.computeIfAbsent(type.getPackageName(), (name) -> new TreeMap<>())
					.computeIfAbsent(topLevelName(type), (name) -> new TreeSet<>());
				type.getDirectDependenciesFromSelf()
					.stream()
					.map(Dependency::getTargetClass)
					.map(JavaClass::getBaseComponentType)
					.filter((target) -> target.getPackageName().equals(type.getPackageName()))
					.map(StructureTests::topLevelName)
					.forEach(targets::add);
			}
		}
		return references;
	}

	private static String topLevelName(JavaClass type) {
		String name = type.getName().substring(type.getPackageName().length() + 1);
		int nested = name.indexOf('$');
		return (nested != -1) ? name.substring(0, nested) : name;
	}

	private static String report(List<PackageMeasures> packages) {
		StringBuilder report = new StringBuilder("""
				# Structure of the core

				Classes are top-level classes. Lines are those from the signature to the closing brace. A cycle is the
				largest set of classes of the package that all reach each other.

				| package | classes | public | largest class | largest method | largest constructor | largest cycle |
				|---|---:|---:|---|---|---|---:|
				""");
		packages.forEach((measures) -> report.append(measures.row()));
		report.append("\n## Cycles\n\n");
		packages.forEach((measures) -> measures.cycles()
			.forEach((cycle) -> report
				.append("- `%s`, %d: %s\n".formatted(measures.name(), cycle.size(), String.join(", ", cycle)))));
		report.append("\n## Methods of more than %d lines\n\n".formatted(LONG_METHOD));
		packages.forEach((measures) -> measures.methods()
			.stream()
			.filter((method) -> method.lines() > LONG_METHOD)
			.sorted(Comparator.comparing(Member::lines).reversed())
			.forEach((method) -> report
				.append("- `%s`: %s, %d lines\n".formatted(measures.name(), method.name(), method.lines()))));
		report.append(
				"\n## Constructors of more than %d parameters, those of records aside\n\n".formatted(MANY_PARAMETERS));
		packages.forEach((measures) -> measures.constructors()
			.stream()
			.filter((constructor) -> constructor.parameters() > MANY_PARAMETERS)
			.sorted(Comparator.comparing(Member::parameters).reversed())
			.forEach((constructor) -> report
				.append("- `%s`: %s, %d\n".formatted(measures.name(), constructor.name(), constructor.parameters()))));
		return report.toString();
	}

	/**
	 * What a package may have at most.
	 *
	 * @param publicClasses public top-level classes
	 * @param classLines lines of a top-level class
	 * @param methodLines lines of a method or constructor
	 * @param constructorParameters parameters of a constructor of no record
	 * @param cycle classes that all reach each other
	 */
	private record Limits(int publicClasses, int classLines, int methodLines, int constructorParameters, int cycle) {
	}

	private record PackageMeasures(String name, List<Type> types, List<Member> methods, List<Member> constructors,
			List<SortedSet<String>> cycles) {

		List<String> problems() {
			return problems(LIMITS_BY_PACKAGE.getOrDefault(this.name, LIMITS));
		}

		List<String> problems(Limits limits) {
			List<String> problems = new ArrayList<>();
			if (publicClasses() > limits.publicClasses()) {
				problems.add("%d public classes, at most %d".formatted(publicClasses(), limits.publicClasses()));
			}
			this.types.stream()
				.filter((type) -> type.lines() > limits.classLines())
				.forEach((type) -> problems
					.add("%s has %d lines, at most %d".formatted(type.name(), type.lines(), limits.classLines())));
			this.methods.stream()
				.filter((method) -> method.lines() > limits.methodLines())
				.forEach((method) -> problems
					.add("%s has %d lines, at most %d".formatted(method.name(), method.lines(), limits.methodLines())));
			this.constructors.stream()
				.filter((constructor) -> constructor.parameters() > limits.constructorParameters())
				.forEach((constructor) -> problems.add("%s takes %d parameters, at most %d"
					.formatted(constructor.name(), constructor.parameters(), limits.constructorParameters())));
			this.cycles.stream()
				.filter((cycle) -> cycle.size() > limits.cycle())
				.forEach((cycle) -> problems.add("a cycle of %d classes, at most %d: %s".formatted(cycle.size(),
						limits.cycle(), String.join(", ", cycle))));
			return problems.stream().map((problem) -> this.name + ": " + problem).toList();
		}

		long publicClasses() {
			return this.types.stream().filter(Type::isPublic).count();
		}

		String row() {
			return "| `%s` | %d | %d | %s | %s | %s | %d |\n".formatted(this.name, this.types.size(), publicClasses(),
					largest(this.types, Type::lines, Type::name), largest(this.methods, Member::lines, Member::name),
					largest(this.constructors, Member::parameters, Member::name),
					this.cycles.isEmpty() ? 1 : this.cycles.get(0).size());
		}

		private static <T> String largest(List<T> all, ToIntFunction<T> size, Function<T, String> name) {
			return all.stream()
				.max(Comparator.comparingInt(size))
				.map((largest) -> "%s %d".formatted(name.apply(largest), size.applyAsInt(largest)))
				.orElse("");
		}

	}

}
