namespace ServiceDefaults.Settings;

/// <summary>
/// A section of the settings that this service reads. What is set beside the known sections of a container, or in a
/// section without being an option of it, has no effect, and the service logs a warning. Register it with
/// <see cref="SettingsExtensions.AddKnownSection"/>; <c>AddValidatedOptions</c> registers its own section.
/// </summary>
/// <param name="Path">The path, such as <c>Fallback:Operations:get_customer</c>.</param>
/// <param name="Options">
/// The type that is bound to the section: a class of options, a dictionary of them, or the type of a value.
/// <see langword="null"/> for a container, whose children are other known sections only.
/// </param>
public sealed record KnownSection(string Path, Type? Options = null);
