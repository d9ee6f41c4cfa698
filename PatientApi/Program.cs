using PatientApi.Data;
using PatientApi.Documentation;
using PatientApi.Hosting;
using PatientApi.Idempotency;
using PatientApi.Import;
using PatientApi.Listing;
using PatientApi.Routing;
using ServiceDefaults.Globalization;
using ServiceDefaults.GuideVariables;

RequiredIcu.Demand();
var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddFlatVariables();
builder.AddServiceName();
builder.AddPatientDatabase();
builder.AddPatients();
builder.AddIdempotency();
builder.AddListing();
builder.AddImport();
builder.AddApiDocumentation();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapPatients();
app.MapApiDocumentation();
app.Run();
