// Command argo-validate reads YAML files and gives Argo's own verdict on them.
//
// It is `argo lint --offline` without the command that carries it: the files are parsed strictly (an unknown field is
// an error), and each Workflow or CronWorkflow in them is handed to workflow/validate of the argo-workflows module.
// As in `argo lint`, a parameter without a value is allowed: it is given on submission.
// Every document must be one of these two kinds; a file without any is an error too, so that nothing passes unread.
//
// Exit status: 0 all valid, 1 something is not valid, 2 a file cannot be read or none was given.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	wfv1 "github.com/argoproj/argo-workflows/v3/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v3/workflow/common"
	"github.com/argoproj/argo-workflows/v3/workflow/templateresolution"
	"github.com/argoproj/argo-workflows/v3/workflow/validate"
	"github.com/sirupsen/logrus"
)

// noTemplates answers for a cluster without any WorkflowTemplate: an export must stand on its own.
type noTemplates struct{}

func (noTemplates) Get(name string) (*wfv1.WorkflowTemplate, error) {
	return nil, fmt.Errorf("WorkflowTemplate %q is not part of the file", name)
}

func check(object any) (string, error) {
	clusterTemplates := &templateresolution.NullClusterWorkflowTemplateGetter{}
	switch document := object.(type) {
	case *wfv1.Workflow:
		name := "Workflow " + document.Name + document.GenerateName
		return name, validate.ValidateWorkflow(noTemplates{}, clusterTemplates, document, nil, validate.ValidateOpts{Lint: true})
	case *wfv1.CronWorkflow:
		name := "CronWorkflow " + document.Name
		return name, validate.ValidateCronWorkflow(context.Background(), noTemplates{}, clusterTemplates, document, nil)
	default:
		return "document", fmt.Errorf("is neither a Workflow nor a CronWorkflow")
	}
}

func checkFile(path string, body []byte) bool {
	results := common.ParseObjects(body, true)
	if len(results) == 0 {
		fmt.Fprintf(os.Stderr, "%s: holds no Kubernetes object\n", path)
		return false
	}
	valid := true
	for _, result := range results {
		name, err := "document", result.Err
		if err == nil {
			name, err = check(result.Object)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %s: %v\n", path, name, err)
			valid = false
			continue
		}
		fmt.Printf("%s: %s is valid\n", path, name)
	}
	return valid
}

func main() {
	logrus.SetOutput(io.Discard)
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: argo-validate FILE...")
		os.Exit(2)
	}
	status := 0
	for _, path := range os.Args[1:] {
		body, err := os.ReadFile(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		if !checkFile(path, body) {
			status = 1
		}
	}
	os.Exit(status)
}
