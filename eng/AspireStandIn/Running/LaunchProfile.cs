using System.Text.Json;

namespace Aspire.Hosting.StandIn;

/// <summary>A profile of a project's Properties/launchSettings.json, as far as it says how to start.</summary>
internal sealed record LaunchProfile(IReadOnlyList<Uri> ApplicationUrls, Dictionary<string, string> Environment)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The profile of that name, or the first one.</summary>
    public static LaunchProfile? Of(string projectDirectory, string? name)
    {
        var file = Path.Combine(projectDirectory, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return null;
        }

        using var settings = JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
        var profiles = settings.RootElement.GetProperty("profiles");
        if (name is not null && profiles.TryGetProperty(name, out var named))
        {
            return Read(named);
        }

        return profiles.EnumerateObject().Select(profile => Read(profile.Value)).FirstOrDefault();
    }

    public static LaunchProfile? First(string projectDirectory) => Of(projectDirectory, null);

    private static LaunchProfile Read(JsonElement profile)
    {
        var urls = profile.TryGetProperty("applicationUrl", out var configured) ? configured.GetString() ?? "" : "";
        var environment = profile.TryGetProperty("environmentVariables", out var variables)
            ? variables.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString() ?? "", StringComparer.Ordinal)
            : [];
        return new LaunchProfile([.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(url => new Uri(url))], environment);
    }
}
