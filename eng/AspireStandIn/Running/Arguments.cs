namespace Aspire.Hosting.StandIn;

/// <summary>Who started the application, and with which command line.</summary>
internal sealed record StartedBy(bool IsTest, System.Reflection.Assembly? AppHost, IReadOnlyList<string> Switches)
{
    public bool Has(string name) => Switches.Contains(name, StringComparer.OrdinalIgnoreCase);
}

internal static class Arguments
{
    /// <summary>The configuration of a host takes "--name value" only: a lone switch would swallow the argument behind it.</summary>
    public static string[] WithSwitchesAsValues(string[] args) =>
        [.. args.SelectMany((argument, index) => IsLoneSwitch(args, index) ? [argument, "true"] : new[] { argument })];

    private static bool IsLoneSwitch(string[] args, int index) =>
        args[index].StartsWith("--", StringComparison.Ordinal)
        && !args[index].Contains('=', StringComparison.Ordinal)
        && (index + 1 == args.Length || args[index + 1].StartsWith("--", StringComparison.Ordinal));
}
