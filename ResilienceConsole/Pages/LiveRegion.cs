using Microsoft.AspNetCore.Components;

namespace ResilienceConsole.Pages;

/// <summary>A part of the page that is rendered again each second.</summary>
public abstract class LiveRegion : ComponentBase
{
    [Parameter]
    [EditorRequired]
    public object Model { get; set; } = null!;

    [Parameter]
    public string? Service { get; set; }

    [Parameter]
    public string? Dependency { get; set; }

    internal Views.ConsoleView View => (Views.ConsoleView)Model;
}
