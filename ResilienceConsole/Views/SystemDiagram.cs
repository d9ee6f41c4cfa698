using PatientApi.Contracts;
using Polly.CircuitBreaker;

namespace ResilienceConsole.Views;

/// <summary>The diagram of the system: where each box is, and which pipeline each arrow is.</summary>
internal static class SystemDiagram
{
    public static readonly IReadOnlyList<DiagramBox> Boxes =
    [
        new("caller", "caller", 20, 130),
        new(ResourceNames.PatientGateway, "patient-gateway", 220, 130),
        new(ResourceNames.PatientApi, "patient-api", 460, 30),
        new(ResourceNames.PatientApiReadOnly, "patient-api-readonly", 460, 130),
        new(ResourceNames.Redis, "Redis", 460, 230),
        new(ResourceNames.Postgres, "Postgres", 700, 80),
    ];

    public static readonly IReadOnlyList<DiagramArrow> Arrows =
    [
        new("caller", ResourceNames.PatientGateway, null),
        new(ResourceNames.PatientGateway, ResourceNames.PatientApi, ResourceNames.PatientApi),
        new(ResourceNames.PatientGateway, ResourceNames.PatientApiReadOnly, ResourceNames.PatientApiReadOnly),
        new(ResourceNames.PatientGateway, ResourceNames.Redis, ResourceNames.Redis),
        new(ResourceNames.PatientApi, ResourceNames.Postgres, "database"),
        new(ResourceNames.PatientApiReadOnly, ResourceNames.Postgres, "database"),
    ];

    public static DiagramBox Box(string key) => Boxes.First(box => box.Key == key);

    /// <summary>
    /// The place of a service on the way of a request; services that are not in the diagram come last.
    /// </summary>
    public static int PlaceOf(string service)
    {
        var place = Boxes.Select(box => box.Key).ToList().IndexOf(service);
        return place < 0 ? Boxes.Count : place;
    }

    /// <summary>The state of an arrow: of the worst circuit of all processes, or <c>unknown</c>.</summary>
    public static string StateOf(this ConsoleView view, DiagramArrow arrow)
    {
        if (arrow.Dependency is null)
        {
            return "plain";
        }

        var service = view.Find(arrow.From);
        var statuses = service is null or { IsSilent: true } ? [] : service.Of(arrow.Dependency);
        return statuses.Count == 0 ? "unknown"
            : statuses.Any(entry => entry.Status.Circuit == CircuitState.Isolated) ? "isolated"
            : statuses.Any(entry => entry.Status.Circuit == CircuitState.Open) ? "open"
            : statuses.Any(entry => entry.Status.Circuit == CircuitState.HalfOpen) ? "half-open"
            : statuses.Any(entry => entry.Status.Chaos is not null) ? "faulty"
            : "closed";
    }

    /// <summary>The state of a box: whether its process reports.</summary>
    public static string StateOf(this ConsoleView view, DiagramBox box) => box.Key switch
    {
        "caller" or ResourceNames.Redis or ResourceNames.Postgres => "plain",
        _ => view.Find(box.Key) switch
        {
            null => "unknown",
            { IsSilent: true } => "silent",
            { Level: var level } => level.ToString().ToLowerInvariant(),
        },
    };
}

/// <summary>A box of the diagram.</summary>
internal sealed record DiagramBox(string Key, string Label, int X, int Y)
{
    public const int Width = 170;
    public const int Height = 44;

    public int Middle => Y + (Height / 2);

    public int Right => X + Width;
}

/// <summary>An arrow of the diagram, with the dependency whose pipeline it is.</summary>
internal sealed record DiagramArrow(string From, string To, string? Dependency);
