package io.rocketjob.missioncontrol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.missioncontrol.Page.Section;
import io.rocketjob.operation.DirmonEntryDescriptor;
import io.rocketjob.operation.DirmonFilesDescriptor;
import io.rocketjob.operation.DirmonFormDescriptor;
import io.rocketjob.operation.DirmonMatchesDescriptor;
import io.rocketjob.operation.DirmonOperations;
import io.rocketjob.operation.OperationException;
import io.rocketjob.operation.Permission;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the directory monitor, the page of one, and the form for one.
 */
final class FilePages {

	private static final String FILES = "files";

	private static final String ENTRIES = "entries";

	private final DirmonOperations dirmon;

	FilePages(DirmonOperations dirmon) {
		this.dirmon = dirmon;
	}

	static String address(Page page, String name, String... more) {
		String[] segments = new String[more.length + 3];
		segments[0] = FILES;
		segments[1] = ENTRIES;
		segments[2] = name;
		System.arraycopy(more, 0, segments, 3, more.length);
		return page.to(segments);
	}

	Answer list(Call call) {
		List<DirmonEntryDescriptor> entries = call.view(() -> this.dirmon.list(call.operator()));
		Page page = call.page(Section.FILES, "Files");
		return Answer.page((out, tags) -> JtefilesGenerated.render(out, tags, page, entries));
	}

	Answer entry(Call call) {
		EntryView view = call.view(() -> view(call));
		Page page = call.page(Section.FILES, view.entry().name());
		return Answer.page((out, tags) -> JteentryGenerated.render(out, tags, page, view));
	}

	private EntryView view(Call call) {
		DirmonEntryDescriptor entry = this.dirmon.get(call.operator(), call.path("name"));
		DirmonFilesDescriptor files = this.dirmon.files(call.operator(), entry.name());
		return new EntryView(entry, files, EntryAction.of(call.page(Section.FILES, entry.name()), entry.state()));
	}

	/**
	 * The files that match. It goes through directories, so it does not refresh by
	 * itself.
	 */
	Answer matches(Call call) {
		DirmonEntryDescriptor entry = this.dirmon.get(call.operator(), call.path("name"));
		DirmonMatchesDescriptor found = null;
		String problem = null;
		try {
			found = this.dirmon.matches(call.operator(), entry.name());
		}
		catch (OperationException ex) {
			if (ex.kind() != OperationException.Kind.CONFLICT && ex.kind() != OperationException.Kind.BAD_REQUEST) {
				throw ex;
			}
			problem = ex.getMessage();
		}
		Page page = call.page(Section.FILES, entry.name());
		Matches matches = new Matches(entry, found, problem);
		return Answer.page((out, tags) -> JteentryMatchesGenerated.render(out, tags, page, matches));
	}

	Answer confirm(Call call) {
		DirmonEntryDescriptor entry = this.dirmon.get(call.operator(), call.path("name"));
		Page page = call.page(Section.FILES, entry.name());
		String back = address(page, entry.name());
		EntryAction action = EntryAction.find(call.path("action"));
		String warning = (action != null) ? action.warning() : null;
		if (action == null || warning == null || !EntryAction.of(page, entry.state()).contains(action)) {
			return Answer.redirect(back);
		}
		Confirmation confirmation = new Confirmation(action.verb() + " the entry " + entry.name() + "?",
				entry.pattern(), warning, action.verb(), address(page, entry.name(), "actions", action.key()), back,
				false);
		return Answer.page((out, tags) -> JteconfirmGenerated.render(out, tags, page, confirmation));
	}

	Answer act(Call call) {
		String name = call.path("name");
		EntryAction action = EntryAction.find(call.path("action"));
		if (action == null) {
			return MissionControl.missing(call);
		}
		switch (action) {
			case ENABLE -> this.dirmon.enable(call.operator(), name);
			case DISABLE -> this.dirmon.disable(call.operator(), name);
			case DELETE -> this.dirmon.delete(call.operator(), name);
		}
		return (action == EntryAction.DELETE || FILES.equals(call.parameter("back"))) ? call.see(action.notice(), FILES)
				: call.see(action.notice(), FILES, ENTRIES, name);
	}

	Answer confirmForgetting(Call call) {
		DirmonEntryDescriptor entry = this.dirmon.get(call.operator(), call.path("name"));
		Page page = call.page(Section.FILES, entry.name());
		if (!page.may(Permission.DIRMON_CHANGE)) {
			return Answer.redirect(address(page, entry.name()));
		}
		Confirmation confirmation = new Confirmation("Forget this file?", "the file of the job " + call.path("job"),
				"No job is made of it any more. The file stays in the archive.", "Forget",
				address(page, entry.name(), FILES, call.path("job"), "forget"), address(page, entry.name()), false);
		return Answer.page((out, tags) -> JteconfirmGenerated.render(out, tags, page, confirmation));
	}

	Answer retry(Call call) {
		this.dirmon.retry(call.operator(), call.path("name"), call.path("job"));
		return call.see(Notice.RETRY_FILE, FILES, ENTRIES, call.path("name"));
	}

	Answer forget(Call call) {
		this.dirmon.forget(call.operator(), call.path("name"), call.path("job"));
		return call.see(Notice.FORGET_FILE, FILES, ENTRIES, call.path("name"));
	}

	Answer newForm(Call call) {
		return form(call, HttpServletResponse.SC_OK, EntryForm.of(copied(call), false, form(call)));
	}

	Answer editForm(Call call) {
		return form(call, HttpServletResponse.SC_OK, EntryForm.of(call.path("name"), true, form(call)));
	}

	/** The name of the entry that is copied. */
	private static @Nullable String copied(Call call) {
		return call.parameter("from");
	}

	private DirmonFormDescriptor form(Call call) {
		boolean stored = call.request().pathVariables().containsKey("name");
		return this.dirmon.form(call.operator(), stored ? call.path("name") : copied(call));
	}

	private static Answer form(Call call, int status, EntryForm form) {
		Page page = call.page(Section.FILES, form.title());
		return Answer.page(status, (out, tags) -> JteentryFormGenerated.render(out, tags, page, form));
	}

	Answer create(Call call) {
		Map<String, String> typed = typed(call);
		if (call.parameter("look") != null) {
			return look(call, copied(call), false, typed);
		}
		try {
			DirmonEntryDescriptor created = this.dirmon.create(call.operator(), copied(call), typed);
			return call.see(Notice.CREATE_ENTRY, FILES, ENTRIES, created.name());
		}
		catch (OperationException ex) {
			if (ex.problems().isEmpty()) {
				throw ex;
			}
			return form(call, HttpServletResponse.SC_BAD_REQUEST,
					EntryForm.of(copied(call), false, form(call)).with(typed, null, ex.problems()));
		}
	}

	/**
	 * Changes an entry. Refuses where somebody has changed it since, and shows what it is
	 * by now.
	 */
	Answer edit(Call call) {
		String name = call.path("name");
		Map<String, String> typed = typed(call);
		if (call.parameter("look") != null) {
			return look(call, name, true, typed);
		}
		try {
			this.dirmon.update(call.operator(), name, typed, call.parameter("version"));
			return call.see(Notice.EDIT_ENTRY, FILES, ENTRIES, name);
		}
		catch (OperationException ex) {
			if (ex.kind() == OperationException.Kind.CONFLICT) {
				return form(call, HttpServletResponse.SC_CONFLICT,
						EntryForm.of(name, true, form(call)).with(Map.of(), null, problem(ex)));
			}
			if (ex.problems().isEmpty()) {
				throw ex;
			}
			return form(call, HttpServletResponse.SC_BAD_REQUEST,
					EntryForm.of(name, true, form(call)).with(typed, call.parameter("version"), ex.problems()));
		}
	}

	/** Shows the form again, with the files that match what was typed. */
	private Answer look(Call call, @Nullable String name, boolean stored, Map<String, String> typed) {
		EntryForm form = EntryForm.of(name, stored, form(call));
		String version = stored ? call.parameter("version") : null;
		try {
			DirmonMatchesDescriptor found = this.dirmon.test(call.operator(), name, typed);
			return form(call, HttpServletResponse.SC_OK, form.with(typed, version, Map.of()).with(found));
		}
		catch (OperationException ex) {
			if (ex.problems().isEmpty() && ex.kind() != OperationException.Kind.CONFLICT) {
				throw ex;
			}
			return form(call, MissionControl.status(ex.kind()),
					form.with(typed, version, ex.problems().isEmpty() ? problem(ex) : ex.problems()));
		}
	}

	private static Map<String, String> problem(OperationException ex) {
		return Map.of("", String.valueOf(ex.getMessage()));
	}

	private static Map<String, String> typed(Call call) {
		Map<String, String> typed = new LinkedHashMap<>();
		for (String name : EntryForm.NAMES) {
			if (call.request().param(name).isPresent()) {
				typed.put(name, call.raw(name).replace("\r\n", "\n"));
			}
		}
		return typed;
	}

	/**
	 * An entry.
	 *
	 * @param entry the entry
	 * @param files its files that have no jobs
	 * @param actions what this visitor can do with it
	 */
	record EntryView(DirmonEntryDescriptor entry, DirmonFilesDescriptor files, List<EntryAction> actions) {
	}

	/**
	 * The files that an entry finds now.
	 *
	 * @param entry the entry
	 * @param found the files, {@code null} when they cannot be looked at
	 * @param problem why not
	 */
	record Matches(DirmonEntryDescriptor entry, @Nullable DirmonMatchesDescriptor found, @Nullable String problem) {
	}

}
