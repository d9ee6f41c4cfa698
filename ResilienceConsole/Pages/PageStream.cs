using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Components.Web;
using ResilienceConsole.Views;

namespace ResilienceConsole.Pages;

/// <summary>Renders the live parts of the page once a second, once for all open pages.</summary>
internal sealed class PageStream(
    IServiceScopeFactory scopes, ILoggerFactory loggers, ConsoleReader reader, TimeProvider timeProvider) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _rendering = new(1);
    private DateTimeOffset _renderedAt;
    private string _rendered = "";

    /// <summary>
    /// The live parts as JSON, at once and then each second, until the page is closed or the host stops.
    /// </summary>
    public async IAsyncEnumerable<string> ReadAsync(
        CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        while (!either.IsCancellationRequested)
        {
            yield return await RenderAsync();
            await Task.Delay(Interval, timeProvider, either.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _rendering.Dispose();

    private async Task<string> RenderAsync()
    {
        await _rendering.WaitAsync(CancellationToken.None);
        try
        {
            if (timeProvider.GetUtcNow() - _renderedAt >= Interval / 2)
            {
                var view = reader.Read();
                await using var scope = scopes.CreateAsyncScope();
                await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
                var parts = await renderer.Dispatcher.InvokeAsync(() => RenderAsync(renderer, view));
                _rendered = JsonSerializer.Serialize(new { view.Structure, Parts = parts }, JsonSerializerOptions.Web);
                _renderedAt = timeProvider.GetUtcNow();
            }

            return _rendered;
        }
        finally
        {
            _rendering.Release();
        }
    }

    private static async Task<Dictionary<string, string>> RenderAsync(HtmlRenderer renderer, ConsoleView view)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, component, parameters) in LiveRegions.Of(view))
        {
            parts[id] = (await renderer.RenderComponentAsync(component, parameters)).ToHtmlString();
        }

        return parts;
    }
}
