using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ServiceDefaults.Settings;
using ServiceDefaults.Settings.Internal;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>Binds the options of a pipeline from all sections that apply to it, in ascending precedence.</summary>
internal sealed class DependencyOptionsSetup(IConfiguration configuration, DependencyCatalog catalog)
    : IConfigureNamedOptions<DependencyOptions>
{
    public void Configure(DependencyOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, DependencyOptions options)
    {
        if (name is null || catalog.Find(name) is not { } dependency)
        {
            return;
        }

        foreach (var section in SectionsOf(dependency, configuration))
        {
            Bind(name, section, options);
        }

        RefuseUnread(dependency);
    }

    // An unused option in the pipeline's own section is a mistake. Defaults, kinds and presets are shared with
    // pipelines that use it.
    private void RefuseUnread(DependencyRegistration dependency)
    {
        foreach (var (path, reason) in dependency.Unread())
        {
            var section = configuration.GetSection($"{ResilienceSections.Pipelines}:{dependency.Name}:{path}");
            if (section.Exists())
            {
                throw Invalid(dependency.Name, $"{section.Path} is set, but nothing reads it: '{dependency.Name}' is "
                    + $"of the kind {dependency.Kind}, and {reason}. Remove it.");
            }
        }
    }

    /// <summary>Returns the sections that apply to a pipeline, in ascending precedence.</summary>
    /// <exception cref="OptionsValidationException">The preset does not exist.</exception>
    public static IEnumerable<IConfigurationSection> SectionsOf(
        DependencyRegistration dependency, IConfiguration configuration)
    {
        var defaults = configuration.GetSection(ResilienceSections.Defaults);
        var kind = configuration.GetSection($"{ResilienceSections.Kinds}:{dependency.Kind}");
        var own = configuration.GetSection($"{ResilienceSections.Pipelines}:{dependency.Name}");
        const string Preset = nameof(DependencyOptions.Preset);
        return (own[Preset] ?? kind[Preset] ?? defaults[Preset]) is { Length: > 0 } preset
            ? [defaults, kind, FindPreset(preset, dependency, configuration), own]
            : [defaults, kind, own];
    }

    private static IConfigurationSection FindPreset(
        string preset, DependencyRegistration dependency, IConfiguration configuration)
    {
        var presets = configuration.GetSection(ResilienceSections.Presets);
        return presets.GetSection(preset) is var section && section.Exists()
            ? section
            : throw Invalid(
                dependency.Name, $"Pipeline '{dependency.Name}': the preset '{preset}' does not exist; there are "
                    + $"{string.Join(", ", presets.GetChildren().Select(child => child.Key))}.");
    }

    // Unknown keys are errors, because a misspelt name would have no effect.
    private static void Bind(string name, IConfigurationSection section, DependencyOptions options)
    {
        var unknown = StraySettings.In(section, typeof(DependencyOptions)).Select(stray =>
            $"{stray.Path} is not an option: correct the name, or remove it. The options of {stray.Parent} are "
            + $"{string.Join(", ", stray.Known)}.").ToList();
        if (unknown.Count > 0)
        {
            throw new OptionsValidationException(name, typeof(DependencyOptions), unknown);
        }

        try
        {
            // Without this option the binder ignores a value that it cannot convert inside a dictionary.
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            throw Invalid(name, Explain(exception));
        }
    }

    // For an error inside a dictionary, the binder's outer message names neither key nor value.
    private static string Explain(InvalidOperationException exception) =>
        exception.InnerException is InvalidOperationException cause
            ? Explain(cause)
            : ConversionFault.Explain(exception.Message);

    private static OptionsValidationException Invalid(string name, string problem) => new(
        name, typeof(DependencyOptions), [problem]);
}
