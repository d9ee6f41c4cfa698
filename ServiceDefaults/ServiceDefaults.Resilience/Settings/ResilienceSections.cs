namespace ServiceDefaults.Settings;

/// <summary>Configuration sections of the resilience settings.</summary>
public static class ResilienceSections
{
    /// <summary>The root section of all resilience settings.</summary>
    public const string Root = "Resilience";

    /// <summary>The key that selects a profile by name; without it, the environment's name selects it.</summary>
    public const string Profile = Root + ":Profile";

    /// <summary>Settings of all pipelines.</summary>
    public const string Defaults = Root + ":Defaults";

    /// <summary>Settings of all pipelines of a kind, such as <c>Resilience:Kinds:Database</c>.</summary>
    public const string Kinds = Root + ":Kinds";

    /// <summary>Presets: named sets of values that a pipeline can select.</summary>
    public const string Presets = Root + ":Presets";

    /// <summary>Settings of one pipeline: <c>Resilience:Pipelines:{name}</c>.</summary>
    public const string Pipelines = Root + ":Pipelines";
}
