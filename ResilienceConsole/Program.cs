using ResilienceConsole.Controls;
using ResilienceConsole.Documents;
using ResilienceConsole.Pages;
using ResilienceConsole.Reports;
using ResilienceConsole.Traffic;
using ServiceDefaults.ApiKeys;
using ServiceDefaults.Authorization;
using ServiceDefaults.Bearer;
using ServiceDefaults.Edge;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddEdge();
builder.AddApiKeys();
builder.AddBearerTokens();
builder.AddReports();
builder.AddControls();
builder.AddSampleTraffic();
builder.AddPages();

var app = builder.Build();
app.UseCallers();
app.UseAuthorization();
app.MapDefaultEndpoints();
app.MapReports();
app.MapControls();
app.MapDocuments();
app.MapPages();
app.Run();
