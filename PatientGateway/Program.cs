using PatientGateway.Batch;
using PatientGateway.Documentation;
using PatientGateway.Import;
using PatientGateway.Operations;
using PatientGateway.Patients;
using PatientGateway.Upstream;
using ServiceDefaults.Globalization;
using ServiceDefaults.GuideVariables;

RequiredIcu.Demand();
var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddFlatVariables();
builder.AddPatientApi();
builder.AddPatients();
builder.AddOperations();
builder.AddPatientImport();
builder.AddPatientBatches();
builder.AddDocumentation();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapDocumentation();
app.MapPatients();
app.MapOperations();
app.MapPatientBatches();
app.Run();
