namespace ServiceDefaults.Settings;

/// <summary>Where the numbers are in the configuration.</summary>
public static class ResilienceSections
{
    /// <summary>The section of everything here.</summary>
    public const string Root = "Resilience";

    /// <summary>The key that names a profile, where the environment's name is not to decide.</summary>
    public const string Profile = Root + ":Profile";

    /// <summary>What holds for every pipeline.</summary>
    public const string Defaults = Root + ":Defaults";

    /// <summary>What holds for every pipeline of a kind: <c>Resilience:Kinds:Database</c>.</summary>
    public const string Kinds = Root + ":Kinds";

    /// <summary>Sets of numbers that a pipeline can choose by name.</summary>
    public const string Presets = Root + ":Presets";

    /// <summary>What holds for one pipeline: <c>Resilience:Pipelines:{name}</c>.</summary>
    public const string Pipelines = Root + ":Pipelines";
}
