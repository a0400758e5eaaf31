package io.rocketjob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

/**
 * How large the classes, methods and constructors of sources are. Lines are counted from
 * the first line of a declaration, Javadoc and annotations aside, to its closing brace.
 *
 * @param types the top-level classes, interfaces, enums and records
 * @param methods the methods and constructors, those of nested and anonymous classes too
 * @param constructors the constructors, except those of records, whose parameters are
 * what they hold
 */
record SourceMeasures(List<Type> types, List<Member> methods, List<Member> constructors) {

	static SourceMeasures of(Path directory) throws IOException {
		List<Path> files;
		try (Stream<Path> all = Files.walk(directory)) {
			files = all.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> !file.endsWith("package-info.java"))
				.sorted()
				.toList();
		}
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
			return of(compiler, manager.getJavaFileObjectsFromPaths(files));
		}
	}

	static SourceMeasures of(JavaFileObject source) throws IOException {
		return of(ToolProvider.getSystemJavaCompiler(), List.of(source));
	}

	private static SourceMeasures of(JavaCompiler compiler, Iterable<? extends JavaFileObject> sources)
			throws IOException {
		JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, sources);
		SourceMeasures measures = new SourceMeasures(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
		for (CompilationUnitTree unit : task.parse()) {
			measures.new Scan(unit, Trees.instance(task).getSourcePositions()).scan(unit, null);
		}
		return measures;
	}

	/**
	 * A top-level class.
	 *
	 * @param packageName the package
	 * @param name the simple name
	 * @param isPublic whether it is public
	 * @param lines its lines
	 */
	record Type(String packageName, String name, boolean isPublic, int lines) {
	}

	/**
	 * A method or a constructor.
	 *
	 * @param packageName the package
	 * @param name the class and the name, such as {@code Outer.Inner#method}
	 * @param parameters how many parameters it has
	 * @param lines its lines
	 */
	record Member(String packageName, String name, int parameters, int lines) {
	}

	private final class Scan extends TreeScanner<Void, String> {

		private final CompilationUnitTree unit;

		private final SourcePositions positions;

		private final String source;

		private final String packageName;

		private boolean inRecord;

		private Scan(CompilationUnitTree unit, SourcePositions positions) throws IOException {
			this.unit = unit;
			this.positions = positions;
			this.source = unit.getSourceFile().getCharContent(true).toString();
			this.packageName = unit.getPackageName().toString();
		}

		@Override
		public Void visitClass(ClassTree type, String outer) {
			String name = (outer != null) ? outer + "." + type.getSimpleName() : type.getSimpleName().toString();
			if (outer == null) {
				SourceMeasures.this.types
					.add(new Type(this.packageName, name, type.getModifiers().getFlags().contains(Modifier.PUBLIC),
							lines(type, type.getModifiers().getAnnotations())));
			}
			boolean outerIsRecord = this.inRecord;
			this.inRecord = type.getKind() == Tree.Kind.RECORD;
			super.visitClass(type, name);
			this.inRecord = outerIsRecord;
			return null;
		}

		@Override
		public Void visitNewClass(NewClassTree creation, String outer) {
			scan(creation.getArguments(), outer);
			if (creation.getClassBody() != null) {
				boolean outerIsRecord = this.inRecord;
				this.inRecord = false;
				scan(creation.getClassBody().getMembers(), outer + ".new " + creation.getIdentifier());
				this.inRecord = outerIsRecord;
			}
			return null;
		}

		@Override
		public Void visitMethod(MethodTree method, String outer) {
			boolean constructor = method.getName().contentEquals("<init>");
			Member member = new Member(this.packageName, constructor ? outer : outer + "#" + method.getName(),
					method.getParameters().size(), lines(method, method.getModifiers().getAnnotations()));
			SourceMeasures.this.methods.add(member);
			if (constructor && !this.inRecord) {
				SourceMeasures.this.constructors.add(member);
			}
			return super.visitMethod(method, outer);
		}

		private int lines(Tree declaration, Collection<? extends AnnotationTree> annotations) {
			long start = this.positions.getStartPosition(this.unit, declaration);
			for (AnnotationTree annotation : annotations) {
				start = Math.max(start, this.positions.getEndPosition(this.unit, annotation));
			}
			while (Character.isWhitespace(this.source.charAt((int) start))) {
				start++;
			}
			long end = this.positions.getEndPosition(this.unit, declaration);
			return (int) (this.unit.getLineMap().getLineNumber(end) - this.unit.getLineMap().getLineNumber(start)) + 1;
		}

	}

}
