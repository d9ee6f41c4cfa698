using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Polly.CircuitBreaker;
using ServiceDefaults.Monitoring;

namespace ResilienceConsole.Tests;

/// <summary>The page in Debian's Chromium.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private static readonly string? Chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser" }
        .FirstOrDefault(File.Exists);

    private readonly ConsoleApp _console = new();
    private readonly List<string> _errors = [];
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private HttpClient _processes = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Chromium is null, "Chromium is not installed: apt-get install chromium");
        _console.UseKestrel(0);
        _console.StartServer();
        _processes = _console.CreateClient();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        });
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1920)]
    [InlineData(ColorScheme.Dark, 1920)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Page_WhileHalfOfTheSystemIsDown_HasNoAccessibilityOrScriptError(ColorScheme scheme, int width)
    {
        await ReportAsync(CircuitState.Open);
        await ConsoleApp.ReportAsync(
            _processes,
            Samples.Report(Samples.Status(
                "patient-api", "host/2", "database", objectives: Samples.Objectives(good: 90, degraded: 6, bad: 4))));
        var page = await OpenAsync(scheme, width);

        var result = await page.RunAxe();

        Assert.Empty(result.Violations.Select(violation =>
            $"{violation.Id}: {string.Join(' ', violation.Nodes.Select(node => node.Html))}"));
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(_errors);
    }

    [Fact]
    public async Task Page_WhenACircuitOpens_ShowsItWithoutAReload()
    {
        await ReportAsync(CircuitState.Closed);
        var page = await OpenAsync();
        await page.EvaluateAsync("document.body.dataset.mark = 'same page'");

        await ReportAsync(CircuitState.Open);

        await Assertions.Expect(page.Locator("#diagram desc")).ToContainTextAsync(
            "patient-gateway to patient-api: open.");
        await Assertions.Expect(page.Locator("#overview")).ToContainTextAsync("Critical");
        Assert.Equal("same page", await page.EvaluateAsync<string>("document.body.dataset.mark"));
    }

    [Fact]
    public async Task FaultButton_ByKeyboard_InjectsTheFaultAndConfirmsIt()
    {
        await ReportAsync(CircuitState.Closed);
        var page = await OpenAsync();

        await page.Locator("select[name=fault]").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Sent to 1 process");
        var answer = await ConsoleApp.ReportAsync(_processes, Samples.Report(Samples.Status()));
        Assert.Equal("00:00:02", (string?)answer["switches"]![0]!["faults"]!["latency"]);
    }

    [Fact]
    public async Task Page_WhenAServiceReports_ShowsItsControls()
    {
        var page = await OpenAsync();
        await Assertions.Expect(page.Locator("#overview")).ToContainTextAsync("No service reports yet");

        await ReportAsync(CircuitState.Closed);

        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Break" })).ToBeVisibleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _processes?.Dispose();
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        await _console.DisposeAsync();
    }

    private async Task ReportAsync(CircuitState circuit) => await ConsoleApp.ReportAsync(
        _processes,
        Samples.Report(Samples.Status(
            circuit: circuit,
            level: circuit == CircuitState.Closed ? ResilienceLevel.Healthy : ResilienceLevel.Critical)));

    private async Task<IPage> OpenAsync(ColorScheme scheme = ColorScheme.Light, int width = 1200)
    {
        var page = await _browser.NewPageAsync(new()
        {
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Add(message.Text);
            }
        };
        await page.GotoAsync(_processes.BaseAddress!.ToString());
        return page;
    }
}
