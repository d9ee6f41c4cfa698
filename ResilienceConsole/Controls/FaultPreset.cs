using ServiceDefaults.Chaos;

namespace ResilienceConsole.Controls;

/// <summary>A fault that can be chosen on the page.</summary>
/// <param name="Key">Its key in requests.</param>
/// <param name="Label">What the dependency then does, as the page shows it.</param>
/// <param name="Injection">The fault.</param>
internal sealed record FaultPreset(string Key, string Label, ChaosInjection Injection)
{
    public static readonly IReadOnlyList<FaultPreset> All =
    [
        new("refused", "refuses connections", new() { Exception = ChaosFailure.ConnectionRefused }),
        new("slow", "answers 2 s late", new() { Latency = TimeSpan.FromSeconds(2) }),
        new("hangs", "does not answer", new() { Latency = TimeSpan.FromMinutes(10) }),
        new("flaky", "fails 3 of 10 times", new() { Exception = ChaosFailure.ConnectionLost, Rate = 0.3 }),
        new("errors", "answers 503", new() { Status = 503 }),
        new("lost", "does the work, and its answer is lost", new() { LoseResponse = true }),
    ];

    public static FaultPreset? Find(string? key) => All.FirstOrDefault(preset => preset.Key == key);
}
