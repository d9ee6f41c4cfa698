using Markdig;
using Microsoft.AspNetCore.Http.HttpResults;
using PatientApi.Contracts;
using ResilienceConsole.Pages;
using ServiceDefaults.Authorization;

namespace ResilienceConsole.Documents;

/// <summary>Shows the documentation, to which the tiles link.</summary>
internal static class DocumentExtensions
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "docs");

    private static readonly MarkdownPipeline Markdown =
        new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers().DisableHtml().Build();

    // Only these files can be read, whatever the path in a request says.
    private static readonly Dictionary<string, string> Files = Directory.Exists(Root)
        ? Directory.EnumerateFiles(Root, "*.md", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(Root, file).Replace('\\', '/'), StringComparer.Ordinal)
        : new Dictionary<string, string>(StringComparer.Ordinal);

    public static WebApplication MapDocuments(this WebApplication app)
    {
        app.MapGet("/docs/{**path}", ShowAsync)
            .RequireScopeOutsideDevelopment(app.Environment, PatientScopes.Admin)
            .ExcludeFromDescription();
        return app;
    }

    private static async Task<Results<RazorComponentResult, ProblemHttpResult>> ShowAsync(
        string? path, HttpResponse response, CancellationToken cancellationToken)
    {
        if (!Files.TryGetValue(path ?? "README.md", out var file))
        {
            return TypedResults.Problem(
                "There is no such page. The documentation begins at /docs/README.md.",
                statusCode: StatusCodes.Status404NotFound);
        }

        var text = await File.ReadAllTextAsync(file, cancellationToken);
        response.AllowOnlySelf();
        return new RazorComponentResult<DocumentPage>(new { Html = Markdig.Markdown.ToHtml(text, Markdown) });
    }
}
